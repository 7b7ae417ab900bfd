"""PDFs, searched for what acts by itself and written anew without what tells of their maker."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, StreamDecodeLevel

from common.documents.limits import (
    INFLATED_ALL,
    INFLATED_STREAM,
    MIB,
    NESTING,
    OBJECTS,
    PAGES,
    PIXELS,
    Refused,
)

WHITE = b"\x00\t\n\x0c\r "

# A reader acts on these without being asked, or leaves the document for somewhere else.
ACTIVE_KEYS = {
    "/AA",
    "/ImportData",
    "/JS",
    "/JavaScript",
    "/Launch",
    "/RichMedia",
    "/RichMediaContent",
    "/SubmitForm",
    "/XFA",
}
ACTIVE_KINDS = {
    "/3D",
    "/GoToE",
    "/GoToR",
    "/ImportData",
    "/JavaScript",
    "/Launch",
    "/Movie",
    "/Rendition",
    "/RichMedia",
    "/RichMediaExecute",
    "/Screen",
    "/Sound",
    "/SubmitForm",
    "/XFA",
}
ATTACHED_KEYS = {"/AF", "/Collection", "/EF", "/EmbeddedFile", "/EmbeddedFiles"}
ATTACHED_KINDS = {"/EmbeddedFile", "/FileAttachment"}
KIND_KEYS = ("/S", "/Subtype", "/Type")
TOLD_KEYS = ("/Metadata", "/PieceInfo", "/LastModified")

INFLATED_BY_ZLIB = {"/FlateDecode", "/Fl"}
INFLATED_BY_QPDF = {"/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
JPEG = ["/DCTDecode"]

A4 = (595.28, 841.89)


def clean_pdf(source: Path, target: Path) -> int:
    """Write the PDF anew and return its pages. Raises the codes that start with pdf_."""
    _check_ends(source.read_bytes())
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=NESTING,
        parser_max_container_size=OBJECTS,
        doc_max_warnings=1000,
        max_stream_filters=2,
        flate_max_memory=INFLATED_STREAM,
        png_max_memory=INFLATED_STREAM,
        tiff_max_memory=INFLATED_STREAM,
        run_length_max_memory=INFLATED_STREAM,
    )
    try:
        with pikepdf.open(source, access_mode=pikepdf.AccessMode.mmap) as pdf:
            if pdf.is_encrypted:
                raise Refused("pdf_encrypted")
            pages = len(pdf.pages)
            if pages > PAGES:
                raise Refused("pdf_too_many_pages")
            _search(pdf)
            _forget_origin(pdf)
            pdf.save(
                target,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
    except pikepdf.PasswordError as error:
        raise Refused("pdf_encrypted") from error
    except (pikepdf.PikepdfError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise Refused(_fault(error)) from error
    check_copy(target, pages)
    return pages


def bind_photos(photos: list[Path], target: Path) -> None:
    """Bind photos (JPEG, as `clean_photo` writes them) into one PDF, a page of A4 for each."""
    with pikepdf.new() as pdf:
        for photo in photos:
            content = photo.read_bytes()
            width, height, colours = _jpeg_size(content)
            page = pdf.add_blank_page(page_size=A4 if height >= width else A4[::-1])
            wide, high = (float(edge) for edge in page.mediabox[2:])
            scale = min(wide / width, high / height)
            left, below = (wide - width * scale) / 2, (high - height * scale) / 2
            image = Stream(
                pdf,
                content,
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=width,
                Height=height,
                ColorSpace=Name.DeviceGray if colours == 1 else Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            page.obj.Resources = Dictionary(XObject=Dictionary(Photo=image))
            drawn = f"q {width * scale:.3f} 0 0 {height * scale:.3f} {left:.3f} {below:.3f} cm"
            page.obj.Contents = Stream(pdf, f"{drawn} /Photo Do Q".encode())
        pdf.save(target, deterministic_id=True)


def check_copy(target: Path, pages: int) -> None:
    """Open what was written, without mending it: of some wrecks nothing that opens can be made."""
    if pikepdf.settings.qpdf_limit_errors():
        raise Refused("document_too_heavy")
    try:
        with pikepdf.open(target, attempt_recovery=False) as copy:
            whole = len(copy.pages) == pages
    except pikepdf.PikepdfError as error:
        raise Refused("pdf_damaged") from error
    if not whole:
        raise Refused("pdf_damaged")


def _fault(error: Exception) -> str:
    """Tell what grew beyond a limit of qpdf from what is broken; it counts only some of them."""
    grew = pikepdf.settings.qpdf_limit_errors() or "memory limit" in str(error)
    return "document_too_heavy" if grew else "pdf_damaged"


def _check_ends(content: bytes) -> None:
    """Refuse a file that is a PDF and something else: readers look for its ends in other places."""
    if not content.startswith(b"%PDF-"):
        raise Refused("pdf_damaged")
    _before, end, after = content.rpartition(b"%%EOF")
    if not end:
        raise Refused("pdf_cut_off")
    if after.strip(WHITE):
        raise Refused("pdf_with_tail")


# --- What it holds -------------------------------------------------------------------------------


def _search(pdf: Pdf) -> None:
    """Look at every object, used or not. Raises pdf_active, pdf_attachment, document_too_heavy."""
    objects = pdf.objects
    if len(objects) > OBJECTS:
        raise Refused("document_too_heavy")
    inflated = 0
    _check_start(pdf.Root)
    for top in (pdf.trailer, *objects):
        for inner in _dictionaries(top):
            _check(inner)
            _forget(inner)
        if isinstance(top, Stream):
            inflated += _check_stream(top)
            if inflated > INFLATED_ALL:
                raise Refused("document_too_heavy")


def _dictionaries(top: Any) -> Iterator[Any]:
    """Yield each dictionary in an object, however deep; what is elsewhere comes in its turn.

    Looking at the numbered objects alone is not enough: most actions stand inside another object.
    """
    waiting = [top]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Dictionary | Stream):
            yield found
            inner = [value for _key, value in found.items()]
        elif isinstance(found, Array):
            inner = list(found)
        else:
            continue
        waiting += [
            value
            for value in inner
            if isinstance(value, Dictionary | Array) and not value.is_indirect
        ]


def _check(found: Any) -> None:
    keys = set(found.keys())
    kinds = {str(found[key]) for key in KIND_KEYS if isinstance(found.get(key), Name)}
    if keys & ATTACHED_KEYS or kinds & ATTACHED_KINDS:
        raise Refused("pdf_attachment")
    if keys & ACTIVE_KEYS or kinds & ACTIVE_KINDS:
        raise Refused("pdf_active")


def _check_start(root: Any) -> None:
    """Allow a document to say at which page it opens, and nothing else. That too is not kept."""
    start = root.get("/OpenAction")
    if isinstance(start, Dictionary) and start.get("/S") != Name.GoTo:
        raise Refused("pdf_active")
    if "/OpenAction" in root:
        del root["/OpenAction"]


# --- How large it grows --------------------------------------------------------------------------


def _check_stream(stream: Any) -> int:
    """Return how many bytes the stream grows to. Raises document_too_heavy."""
    if stream.get("/Subtype") == Name.Image and _pixels(stream) > PIXELS * 2:
        raise Refused("photo_too_many_pixels")
    filters = _filters(stream)
    growing = [name for name in filters if name in INFLATED_BY_ZLIB | INFLATED_BY_QPDF]
    if len(growing) > 1 or len(filters) > 2:
        raise Refused("document_too_heavy")
    if filters == JPEG:
        _forget_camera(stream)
    if not growing:
        return 0
    if filters[0] in INFLATED_BY_ZLIB:
        return _inflated(stream.read_raw_bytes())
    return len(stream.read_bytes(StreamDecodeLevel.specialized))


def _filters(stream: Any) -> list[str]:
    named = stream.get("/Filter")
    if named is None:
        return []
    return [str(name) for name in named] if isinstance(named, Array) else [str(named)]


def _pixels(image: Any) -> int:
    return int(image.get("/Width", 0)) * int(image.get("/Height", 0))


def _inflated(packed: bytes) -> int:
    """Count what comes out, without keeping it."""
    opener = zlib.decompressobj()
    size = 0
    while packed:
        try:
            size += len(opener.decompress(packed, MIB))
        except zlib.error:
            break  # readers stop here too
        if size > INFLATED_STREAM:
            raise Refused("document_too_heavy")
        packed = opener.unconsumed_tail
    return size


# --- What it tells -------------------------------------------------------------------------------


def _forget(found: Any) -> None:
    """Remove metadata, and an electronic signature: it would be invalid on what is written anew."""
    for key in TOLD_KEYS:
        if key in found:
            del found[key]
    if found.get("/FT") == Name.Sig and "/V" in found:
        del found["/V"]


def _forget_origin(pdf: Pdf) -> None:
    pdf.trailer.Size = len(pdf.objects) + 1  # qpdf corrects it, but adds none where it was lost
    for key in ("/Info", "/ID"):
        if key in pdf.trailer:
            del pdf.trailer[key]
    for key in ("/Perms", "/DSS"):
        if key in pdf.Root:
            del pdf.Root[key]


def _forget_camera(stream: Any) -> None:
    """Take place, time and camera out of a photo inside the PDF; its pixels stay as they are."""
    content = stream.read_raw_bytes()
    bare = without_notes(content)
    if bare != content:
        parameters = stream.get("/DecodeParms")
        stream.write(bare, filter=Name.DCTDecode, decode_parms=parameters)


def without_notes(jpeg: bytes) -> bytes:
    """Return the JPEG without EXIF, XMP, IPTC (APP1, APP3 to APP13) and comments.

    JFIF (APP0), the colour profile (APP2) and Adobe's colour transform (APP14) decide how it looks.
    """
    kept = [jpeg[:2]]
    at = 2
    for marker, start, end in _segments(jpeg):
        if marker not in NOTES:
            kept.append(jpeg[start:end])
        at = end
    return b"".join(kept) + jpeg[at:]


NOTES = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}


def _segments(jpeg: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of what stands before the picture's data."""
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] not in {0xDA, 0xD9, 0xFF}:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if end > len(jpeg):
            return
        yield jpeg[at + 1], at, end
        at = end


def _jpeg_size(jpeg: bytes) -> tuple[int, int, int]:
    """Return width, height and the number of colours."""
    for marker, start, _end in _segments(jpeg):
        if 0xC0 <= marker <= 0xC2:
            height = int.from_bytes(jpeg[start + 5 : start + 7])
            width = int.from_bytes(jpeg[start + 7 : start + 9])
            return width, height, jpeg[start + 9]
    raise Refused("photo_damaged")
