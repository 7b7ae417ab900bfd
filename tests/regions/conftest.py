"""Folders of small region files, as a decree's publisher would hand them over."""

import gzip

import pytest

FILES = {
    "provinces": ["code,name", "52,Nusa Tenggara Barat"],
    "regencies": ["code,province_code,name", "52.07,52,Kabupaten Sumbawa Barat"],
    "districts": ["code,regency_code,name", "52.07.01,52.07,Jereweh", "52.07.02,52.07,Taliwang"],
    "villages": [
        "code,district_code,name",
        "52.07.01.2001,52.07.01,Goa",
        "52.07.01.2002,52.07.01,Belo",
        "52.07.02.1006,52.07.02,Kuang",
    ],
}


@pytest.fixture
def folder_of(tmp_path):
    """Write a folder of files; what is not given is as in FILES, and None leaves a file out."""

    def write(name="decree", *, packed=False, **files):
        folder = tmp_path / name
        folder.mkdir()
        for stem, lines in (FILES | files).items():
            if lines is None:
                continue
            content = "".join(f"{line}\n" for line in lines).encode()
            if packed:
                (folder / f"{stem}.csv.gz").write_bytes(gzip.compress(content, mtime=0))
            else:
                (folder / f"{stem}.csv").write_bytes(content)
        return folder

    return write
