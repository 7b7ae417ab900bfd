import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from common.uploads import check_upload, random_name, sha256

LIMIT = 1_000


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
    ],
)
def test_the_type_is_read_from_the_content(content, kind):
    assert check_upload(ContentFile(content, name="sk.exe"), max_bytes=LIMIT) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-" + b"x" * LIMIT, "too_large"),
        (b"<html>%PDF-1.7", "unknown_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown_type"),
        (b"GIF89a", "unknown_type"),
    ],
)
def test_anything_else_is_refused_with_its_reason(content, code):
    with pytest.raises(ValidationError) as refused:
        check_upload(ContentFile(content, name="sk.pdf"), max_bytes=LIMIT)

    assert refused.value.code == code


def test_stored_names_tell_nothing():
    names = {random_name(None, "../../SK Ibu Siti.pdf") for _ in range(3)}

    assert len(names) == 3
    assert not any("Siti" in name or ".." in name for name in names)


def test_the_fingerprint_is_of_the_whole_content():
    digest = sha256(ContentFile(b"abc"))

    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
