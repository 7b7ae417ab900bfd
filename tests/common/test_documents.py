"""What is refused and why, what a clean copy still holds, and what the child may not do."""

import hashlib
import io
import signal
import subprocess
import sys
import zipfile

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from common.confined.running import AT_ONCE, turns
from common.documents import cleaning
from common.documents.cleaning import TryAgain, clean
from common.documents.limits import MEMORY, MIB, Refused
from common.documents.pdf import check_copy, without_notes
from common.documents.reasons import REASONS
from config.embedded.place import ROOT
from tests.factories.documents import (
    HTML,
    a_stream,
    acting,
    bombs,
    carrying,
    disguises,
    locked,
    make_pdf,
    make_photo,
    make_scan,
    polyglots,
    raw_pdf,
    saved,
    what_acts,
    with_root,
)


def cleaned(*contents):
    return clean([ContentFile(content) for content in contents])


def refused(*contents):
    """Return the code, or None where it was taken."""
    try:
        cleaned(*contents)
    except ValidationError as error:
        found = error
    else:
        return None
    assert found.messages[0]
    assert "%(" not in found.messages[0]
    return found.code


def opened(content):
    return pikepdf.open(io.BytesIO(content))


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", acting())
def test_what_acts_by_itself_is_refused(name):
    assert refused(acting()[name]) == "pdf_active"


BEYOND_ITS_WORDS = {
    "screen",
    "three dimensions",
    "used by nothing",
    "in a stream's dictionary",
}


@pytest.mark.parametrize("name", sorted(set(acting()) - BEYOND_ITS_WORDS))
def test_what_the_drill_looks_for_is_found_where_it_is(name):
    assert what_acts(acting()[name])


@pytest.mark.parametrize("name", carrying())
def test_files_inside_are_refused(name):
    assert refused(carrying()[name]) == "pdf_attachment"


@pytest.mark.parametrize("user", ["", "rahasia"])
def test_what_is_locked_is_refused(user):
    assert refused(locked(user)) == "pdf_encrypted"


@pytest.mark.parametrize("name", polyglots())
def test_no_polyglot_stays_one(name):
    content, code = polyglots()[name]

    if code is not None:
        assert refused(content) == code
    else:
        made = cleaned(content).content
        assert HTML not in made
        assert b"PK" not in made
        assert made.rstrip().endswith((b"%%EOF", b"\xff\xd9"))


@pytest.mark.parametrize("name", bombs())
def test_bombs_are_refused(name):
    content, code = bombs()[name]

    assert len(content) < 6 * MIB
    assert refused(content) == code


@pytest.mark.parametrize("name", disguises())
def test_what_is_neither_pdf_nor_photo_is_refused(name):
    expected = {"heic": "photo_heic", "nothing": "empty"}.get(name, "unknown_type")

    assert refused(disguises()[name]) == expected


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        ([], "empty"),
        ([make_photo()] * 21, "too_many_files"),
        ([make_pdf(), make_photo()], "mixed_files"),
        ([make_pdf(), make_pdf(2)], "mixed_files"),
        ([make_photo(), make_pdf()], "mixed_files"),
        ([make_pdf()[:-20]], "pdf_cut_off"),
        ([b"%PDF-1.7\n%%EOF"], "pdf_damaged"),
        ([make_photo()[:-400]], "photo_damaged"),
        ([make_photo()[:60]], "photo_damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(contents, code):
    assert refused(*contents) == code


def test_each_file_and_all_together_have_a_largest_size(settings):
    settings.UPLOAD_MAX_BYTES = 3000
    settings.UPLOAD_MAX_TOGETHER = 4000
    photo = make_photo()
    assert 900 < len(photo) < 1100

    assert refused(photo + bytes(3000)) == "too_large"
    assert refused(photo, photo, photo, photo, photo) == "too_large_together"


def test_the_file_that_is_meant_is_named():
    with pytest.raises(ValidationError) as found:
        cleaned(make_photo(), make_photo(kind="PNG")[:60], make_photo())
    with pytest.raises(ValidationError) as foreign:
        cleaned(make_photo(), b"<svg/>")

    assert (found.value.code, foreign.value.code) == ("photo_damaged", "unknown_type")
    assert found.value.messages == [f"Berkas ke-2: {REASONS['photo_damaged']}"]
    assert foreign.value.messages[0].startswith("Berkas ke-2: ")


# --- What is kept --------------------------------------------------------------------------------


def test_a_pdf_is_written_anew_without_what_tells_of_its_maker():
    source = make_pdf(3)
    found = cleaned(source)

    assert (found.type, found.ending, found.pages) == ("application/pdf", "pdf", 3)
    assert b"Siti" in source
    assert b"Siti" not in saved(opened(found.content), qdf=True)
    assert "/Metadata" not in opened(found.content).Root
    assert found.original == source
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()
    assert found.original_sha256 == hashlib.sha256(source).hexdigest()
    assert found.sha256 == cleaned(source).sha256


def test_photos_inside_a_pdf_lose_their_place_and_keep_their_pixels():
    source = make_scan()
    after, first = opened(cleaned(source).content), opened(source)
    found, before = (pdf.pages[0].Resources.XObject.Im for pdf in (after, first))

    assert b"KameraBuSiti" in before.read_raw_bytes()
    assert b"KameraBuSiti" not in found.read_raw_bytes()
    assert b"rumah Bu Siti" not in found.read_raw_bytes()
    assert found.read_raw_bytes()[:4] == b"\xff\xd8\xff\xe0"
    assert list(Image.open(io.BytesIO(found.read_raw_bytes())).get_flattened_data()) == list(
        Image.open(io.BytesIO(before.read_raw_bytes())).get_flattened_data()
    )


def test_links_and_the_page_to_begin_with_are_no_reason_to_refuse():
    start = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0, pikepdf.Name.Fit]))

    assert refused(with_root(OpenAction=start)) is None
    assert refused(with_root(OpenAction=pikepdf.Array([0, pikepdf.Name.Fit]))) is None
    assert what_acts(cleaned(with_root(OpenAction=start)).content) == []


def test_an_electronic_signature_is_not_kept_as_a_broken_one():
    field = b"<< /FT /Sig /T (ttd) /V 5 0 R >>"
    root = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>"
    source = raw_pdf(field, b"<< /Type /Sig /Contents <00> >>", root=root)

    pdf = opened(cleaned(source).content)
    form = pdf.Root.AcroForm

    assert [str(field.T) for field in form.Fields] == ["ttd"]
    assert "/V" not in form.Fields[0]


def test_a_damaged_table_of_objects_is_mended():
    assert refused(make_pdf().replace(b"startxref\n", b"startxref\n9")) is None


def test_a_pdf_that_lost_its_trailer_is_mended():
    source = make_pdf()
    wreck = source[: source.rindex(b"xref\n0 ")] + b"startxref\n0\n%%EOF\n"

    with pikepdf.open(io.BytesIO(cleaned(wreck).content), attempt_recovery=False) as pdf:
        assert len(pdf.pages) == 1


@pytest.mark.parametrize(("content", "pages"), [(make_pdf(), 2), (make_pdf()[:-40], 1)])
def test_a_copy_that_does_not_open_is_not_kept(tmp_path, content, pages):
    (tmp_path / "clean").write_bytes(content)

    with pytest.raises(Refused) as found:
        check_copy(tmp_path / "clean", pages)

    assert found.value.code == "pdf_damaged"


def test_an_ordinary_packed_page_is_taken():
    packed = a_stream(b"00>", b"/Filter /ASCIIHexDecode")

    assert refused(raw_pdf(packed)) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_encoded_anew(kind):
    found = cleaned(make_photo(kind=kind))
    photo = Image.open(io.BytesIO(found.content))

    assert (found.type, found.ending, found.pages) == ("image/jpeg", "jpg", 1)
    assert photo.size == (64, 48)
    assert not photo.getexif()
    assert "comment" not in photo.info
    assert b"Siti" not in found.content
    assert found.original == make_photo(kind=kind)


@pytest.mark.parametrize(
    ("orientation", "dark"),
    [(1, "nw"), (2, "ne"), (3, "se"), (4, "sw"), (5, "nw"), (6, "ne"), (7, "se"), (8, "sw")],
)
def test_a_photo_stands_upright(orientation, dark):
    photo = Image.open(io.BytesIO(cleaned(make_photo(orientation=orientation)).content))
    wide, high = photo.size
    corners = {
        "nw": (4, 4),
        "ne": (wide - 5, 4),
        "se": (wide - 5, high - 5),
        "sw": (4, high - 5),
    }

    assert photo.size == ((64, 48) if orientation < 5 else (48, 64))
    assert sum(photo.getpixel(corners[dark])) < 150


def test_a_large_photo_becomes_smaller():
    photo = Image.open(io.BytesIO(cleaned(make_photo((3600, 1200))).content))

    assert photo.size == (2400, 800)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_other_kinds_stay_readable(mode):
    out = io.BytesIO()
    picture = Image.new("L", (40, 20), 255)
    picture.paste(0, (0, 0, 20, 20))
    if mode == "I;16":
        picture = Image.new("I;16", (40, 20), 65_535)
        picture.paste(0, (0, 0, 20, 20))
    else:
        picture = picture.convert(mode)
    picture.save(out, "PNG")

    photo = Image.open(io.BytesIO(cleaned(out.getvalue()).content)).convert("L")

    assert photo.getpixel((8, 8)) < 40
    assert photo.getpixel((32, 8)) > 215


def test_what_was_transparent_is_white():
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")

    assert Image.open(io.BytesIO(cleaned(out.getvalue()).content)).getpixel((9, 9)) == (
        255,
        255,
        255,
    )


def test_photos_of_several_pages_become_one_pdf_in_their_order():
    photos = [make_photo((64, 48)), make_photo((48, 64)), make_photo((80, 40), mode="L")]
    found = cleaned(*photos)
    pdf = opened(found.content)

    assert (found.type, found.pages, len(pdf.pages)) == ("application/pdf", 3, 3)
    pictures = [page.Resources.XObject.Photo for page in pdf.pages]
    assert [(int(p.Width), int(p.Height)) for p in pictures] == [(64, 48), (48, 64), (80, 40)]
    boxes = [[round(float(edge)) for edge in page.mediabox[2:]] for page in pdf.pages]
    assert boxes == [[842, 595], [595, 842], [842, 595]]
    assert b"Siti" not in found.content
    with zipfile.ZipFile(io.BytesIO(found.original)) as box:
        assert [box.read(name) for name in box.namelist()] == photos
    assert found.original_sha256 == hashlib.sha256(found.original).hexdigest()
    assert found.original_sha256 == cleaned(*photos).original_sha256


def test_notes_are_cut_out_of_a_jpeg_and_nothing_else():
    assert without_notes(b"\xff\xd8") == b"\xff\xd8"
    assert without_notes(b"\xff\xd8\xff\xe1\x00\x99short") == b"\xff\xd8\xff\xe1\x00\x99short"
    assert (
        without_notes(b"\xff\xd8\xff\xe1\x00\x04ab\xff\xdb\x00\x03c")
        == b"\xff\xd8\xff\xdb\x00\x03c"
    )


# --- What the child may not do -------------------------------------------------------------------


def confined(program):
    """Run a program that has given up what a child gives up."""
    start = f"import sys; sys.path.append({str(ROOT)!r})\n"
    start += "from common.documents.limits import confine; confine(1)\n"
    return subprocess.run(
        [sys.executable, "-I", "-c", start + program], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="macOS sets some of these limits only by name")
@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("x = bytearray(600 * 1024 ** 2)", "MemoryError"),
        ("x = [open('/dev/null') for _ in range(40)]", "Too many open files"),
        (
            "import os\nif os.getuid(): os.fork()\nelse: raise SystemExit('temporarily')",
            "temporarily",
        ),
    ],
)
def test_the_child_gets_no_more_than_it_needs(program, said):
    assert said in confined(program).stderr


@pytest.mark.skipif(sys.platform != "linux", reason="macOS sets some of these limits only by name")
def test_the_child_writes_no_large_file(tmp_path):
    file = tmp_path / "large"
    ended = confined(f"open({str(file)!r}, 'wb').write(bytes(45 * 1024 ** 2))")

    assert "File too large" in ended.stderr
    assert file.stat().st_size <= 40 * MIB


def test_the_child_ends_itself_where_nobody_waits():
    program = "import signal; print(signal.alarm(0), int(signal.getsignal(signal.SIGALRM)))"

    assert confined(program).stdout.split() == ["15", "0"]


def test_the_child_has_ten_seconds_of_work():
    program = "import resource; print(*resource.getrlimit(resource.RLIMIT_CPU))"

    assert confined(program).stdout.split() == ["10", "10"]


def in_its_place(monkeypatch, program):
    monkeypatch.setattr(cleaning, "_COMMAND", [sys.executable, "-I", "-c", program])


@pytest.mark.parametrize(
    ("program", "code"),
    [
        (f"import os; os.kill(os.getpid(), {signal.SIGSEGV.value})", "document_unreadable"),
        (f"import os; os.kill(os.getpid(), {signal.SIGKILL.value})", "document_too_heavy"),
        (f"import os; os.kill(os.getpid(), {signal.SIGXCPU.value})", "document_too_heavy"),
        ("raise SystemExit(3)", "document_unreadable"),
        ("pass", "document_unreadable"),
        ("open('result.json', 'w').write('{')", "document_unreadable"),
        ("open('result.json', 'w').write('{\"pages\": 1}')", "document_unreadable"),
    ],
)
def test_the_death_of_the_child_is_a_refusal(monkeypatch, program, code):
    in_its_place(monkeypatch, program)

    assert refused(make_pdf()) == code


def test_a_child_that_hangs_is_ended(monkeypatch):
    in_its_place(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(cleaning, "wall_seconds", lambda _files: 0.5)

    with pytest.raises(TryAgain) as found:
        cleaned(make_pdf())

    assert found.value.code == "check_took_too_long"


def test_only_so_many_children_run_at_once(monkeypatch):
    monkeypatch.setattr(cleaning, "PATIENCE", 0.05)
    for _ in range(AT_ONCE):
        turns.acquire()
    try:
        with pytest.raises(TryAgain) as found:
            cleaned(make_pdf())
    finally:
        for _ in range(AT_ONCE):
            turns.release()

    assert found.value.code == "checks_are_busy"
    assert refused(make_pdf()) is None


def test_a_turn_is_given_back_after_a_refusal(monkeypatch):
    monkeypatch.setattr(cleaning, "PATIENCE", 0.05)

    assert {refused(locked()) for _ in range(AT_ONCE + 1)} == {"pdf_encrypted"}


def test_no_secret_is_near_the_child(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    program = "import os; open('clean', 'w').write(' '.join(os.environ)); "
    program += """open('result.json', 'w').write('{"pages": 1, "cpu": 0, "peak": 0}')"""
    in_its_place(monkeypatch, program)

    seen = cleaned(make_pdf()).content.decode().split()

    assert set(seen) <= {"LC_CTYPE", "__CF_USER_TEXT_ENCODING"}


def test_memory_is_measured():
    assert 10 * MIB < cleaned(make_pdf()).peak_bytes < MEMORY
