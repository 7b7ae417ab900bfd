"""Documents for tests: good ones, those that act, those that are two things at once, and bombs."""

import io
import re
import struct
import zlib
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

# As what something is, or as a key: qpdf's plain form has each key at the start of a line and its
# value after it. A name alone on a line is a value, and a value by itself does nothing.
_ACTING = (
    rb"/(AA|Collection|EF|EmbeddedFiles?|GoTo[ER]|ImportData|JavaScript|JS|Launch|Movie|"
    rb"OpenAction|Rendition|RichMedia\w*|Sound|SubmitForm|XFA)(?![A-Za-z0-9])"
)
ACTS = re.compile(
    rb"/(?:S|Subtype|Type) " + _ACTING + rb"|^[ ]*" + _ACTING + rb" (?=\S)", re.MULTILINE
)


XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax'
    b'-ns#"><rdf:Description rdf:about="Siti Aminah"/></rdf:RDF></x:xmpmeta>'
)


def saved(pdf, **options):
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


@lru_cache
def make_pdf(pages=1, text="SK"):
    """Return a PDF with so many pages, and with what tells of its maker."""
    pdf = pikepdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Contents = pdf.make_stream(f"% {text} {number}".encode())
    pdf.docinfo["/Author"] = "Siti Aminah"
    pdf.Root.Metadata = pdf.make_stream(XMP, Type=Name.Metadata, Subtype=Name.XML)
    return saved(pdf)


@lru_cache
def make_scan(pages=1, size=(400, 560), text="SK"):
    """Return a PDF of photographed pages, with EXIF inside, as phones make it."""
    pdf = pikepdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        photo = make_photo(size, seed=number)
        image = pikepdf.Stream(
            pdf,
            photo,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        page.obj.Resources = Dictionary(XObject=Dictionary(Im=image))
        page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    return saved(pdf)


@lru_cache
def make_photo(size=(64, 48), kind="JPEG", orientation=1, quality=80, seed=0, mode="RGB"):
    """Return a photo, dark at its top left corner, with its place and a comment."""
    image = Image.effect_noise((size[0] // 4 or 1, size[1] // 4 or 1), 40 + seed).resize(size)
    image.paste(0, (0, 0, size[0] // 2, size[1] // 2))
    image.paste(255, (size[0] // 2, 0, size[0], size[1]))
    image = image.convert(mode)
    out = io.BytesIO()
    options = {}
    if kind == "JPEG":
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "KameraBuSiti"
        exif.get_ifd(0x8825)[2] = (8.0, 46.0, 12.0)  # how far south
        options = {"exif": exif, "comment": b"rumah Bu Siti", "quality": quality}
    image.save(out, kind, **options)
    return out.getvalue()


# --- Those that act ------------------------------------------------------------------------------


def raw_pdf(*bodies, root=b"<< /Type /Catalog /Pages 2 0 R >>", header=b"%PDF-1.7\n"):
    """Write a PDF by hand: object 1 is the catalogue, 2 the pages, 3 the page, 4... the bodies."""
    objects = [
        root,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *bodies,
    ]
    out, places = header, []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def a_stream(content, rest=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), rest, content)


def with_root(**entries):
    pdf = pikepdf.open(io.BytesIO(make_pdf()))
    for key, value in entries.items():
        pdf.Root[f"/{key}"] = value
    return saved(pdf)


def with_annotation(**entries):
    pdf = pikepdf.open(io.BytesIO(make_pdf()))
    note = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": Array([0, 0, 9, 9])} | entries
    pdf.pages[0].obj.Annots = Array([Dictionary(**note)])
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def action(kind, **more):
    return Dictionary(S=Name(f"/{kind}"), **more)


@lru_cache
def acting():
    """Return what a reader would act upon, by name: none of it may be taken."""
    script = action("JavaScript", JS="app.alert(1)")
    tree = Dictionary(Names=Array(["a", script]))
    return {
        "script at opening": with_root(OpenAction=script),
        "script by name": with_root(Names=Dictionary(JavaScript=tree)),
        "JS alone": with_root(Extra=Dictionary(JS="app.alert(1)")),
        "kind alone": with_annotation(A=Dictionary(S=Name.JavaScript)),
        "address at opening": with_root(OpenAction=action("URI", URI="https://x.example")),
        "print at opening": with_root(OpenAction=action("Named", N=Name.Print)),
        "on the page": raw_pdf(root=b"<< /Type /Catalog /Pages 2 0 R /AA << /WC 9 0 R >> >>"),
        "launch": with_annotation(A=action("Launch", F="cmd.exe")),
        "launch key": with_root(Launch=Dictionary()),
        "form sent": with_annotation(A=action("SubmitForm", F="https://x.example")),
        "data read": with_annotation(A=action("ImportData", F="x.fdf")),
        "other file": with_annotation(A=action("GoToR", F="x.pdf", D=Array([0]))),
        "embedded file": with_annotation(A=action("GoToE", D=Array([0]))),
        "XFA": with_root(AcroForm=Dictionary(Fields=Array([]), XFA="<xdp/>")),
        "rich media": with_annotation(Subtype=Name.RichMedia),
        "rich content": with_annotation(RichMediaContent=Dictionary()),
        "film": with_annotation(Subtype=Name.Movie),
        "sound": with_annotation(Subtype=Name.Sound),
        "screen": with_annotation(Subtype=Name.Screen),
        "rendition": with_annotation(A=action("Rendition", OP=0)),
        "three dimensions": with_annotation(Subtype=Name("/3D")),
        "deep inside": with_root(X=Array([Array([Dictionary(Y=Array([script]))])])),
        "second of a chain": with_annotation(A=action("GoTo", D=Array([0]), Next=script)),
        "written in disguise": raw_pdf(
            root=b"<< /Type /Catalog /Pages 2 0 R /X << /S /J#61vaScript /J#53 (x) >> >>"
        ),
        "used by nothing": raw_pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        "in a stream's dictionary": raw_pdf(a_stream(b"q Q", b"/X << /JS (x) >>")),
    }


@lru_cache
def carrying():
    """Return PDFs with files inside, by name."""
    pdf = pikepdf.open(io.BytesIO(make_pdf()))
    pdf.attachments["rahasia.xlsx"] = b"PK"
    return {
        "attached": saved(pdf),
        "attached to the page": with_annotation(Subtype=Name.FileAttachment),
        "associated": with_root(AF=Array([])),
        "portfolio": with_root(Collection=Dictionary()),
        "names of files": with_root(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([])))),
        "file alone": raw_pdf(a_stream(b"PK", b"/Type /EmbeddedFile")),
        "file reference": with_root(X=Dictionary(EF=Dictionary())),
    }


@lru_cache
def locked(user=""):
    pdf = pikepdf.open(io.BytesIO(make_pdf()))
    return saved(pdf, encryption=pikepdf.Encryption(owner="pemilik", user=user))


# --- Two things at once, and bombs ---------------------------------------------------------------

HTML = b"<html><script>alert(1)</script></html>"


@lru_cache
def polyglots():
    """Return files that are a document and something else, and what becomes of them."""
    return {
        "pdf and zip": (make_pdf() + b"PK\x03\x04", "pdf_with_tail"),
        "pdf and page": (make_pdf() + HTML, "pdf_with_tail"),
        "page before pdf": (HTML + make_pdf(), "unknown_type"),
        "white before pdf": (b"\n" + make_pdf(), "unknown_type"),
        "page inside pdf": (raw_pdf(header=b"%PDF-1.7\n%" + HTML + b"\n"), None),
        "pdf padded": (make_pdf() + b"\r\n\x00\x00 \n", None),
        "jpeg and page": (make_photo() + HTML, None),
        "jpeg and zip": (make_photo() + b"PK\x05\x06" + b"\x00" * 18, None),
        "png and page": (make_photo(kind="PNG") + HTML, None),
        "jpeg around pdf": (make_photo() + make_pdf(), None),
    }


def png_chunk(kind, content):
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png_of(width, height, *chunks, bits=1, colours=0):
    head = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + b"".join(chunks) + png_chunk(b"IEND", b"")
    )


@lru_cache
def zeros(mib):
    return zlib.compress(bytes(mib * 1024 * 1024), 9)


@lru_cache
def bombs():
    """Return small files that grow, and the code that they are refused with."""
    flate = b"/Filter /FlateDecode"
    twice = b"/Filter [/FlateDecode /FlateDecode]"
    heavy = "document_too_heavy"
    image = b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 1"
    members = zlib.compress(b"5 0 " + b"[" * 100 + b" " * (160 * 1024 * 1024))
    nest = raw_pdf(b"[" * 400 + b"]" * 400)
    return {
        "one stream": (raw_pdf(a_stream(zeros(160), flate)), heavy),
        "many streams": (raw_pdf(*[a_stream(zeros(100), flate)] * 8), heavy),
        "packed twice": (raw_pdf(a_stream(zlib.compress(zeros(64)), twice)), heavy),
        "packed thrice": (
            raw_pdf(a_stream(b"00", b"/Filter [/ASCIIHexDecode /ASCII85Decode /DCTDecode]")),
            heavy,
        ),
        "run lengths": (
            raw_pdf(a_stream(b"\x81\x00" * 2_000_000, b"/Filter /RunLengthDecode")),
            heavy,
        ),
        "image of a PDF": (raw_pdf(a_stream(b"", image)), "photo_too_many_pixels"),
        "object stream": (
            raw_pdf(a_stream(members, b"/Type /ObjStm /N 1 /First 4 " + flate)),
            heavy,
        ),
        "nested arrays": (nest, heavy),
        "pages": (make_pdf(201), "pdf_too_many_pages"),
        "no pages": (saved(pikepdf.new()), "pdf_damaged"),
        "loop of pages": (
            raw_pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 9"),
            "pdf_damaged",
        ),
        "wide png": (png_of(60_000, 60_000, png_chunk(b"IDAT", zeros(8))), "photo_too_many_pixels"),
        "false png": (png_of(7000, 7000, png_chunk(b"IDAT", zeros(1))), "photo_damaged"),
        "png with profile": (
            png_of(8, 8, png_chunk(b"iCCP", b"x\0\0" + zeros(160)), png_chunk(b"IDAT", zeros(1))),
            "photo_damaged",
        ),
        "wide jpeg": (with_size(make_photo(), 60_000, 60_000), "photo_too_many_pixels"),
    }


def with_size(jpeg, width, height):
    place = jpeg.index(b"\xff\xc0")
    return jpeg[: place + 5] + struct.pack(">HH", height, width) + jpeg[place + 9 :]


@lru_cache
def disguises():
    """Return what is neither PDF nor photo, whatever it is called."""
    return {
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "svg with mark": b"\xef\xbb\xbf<?xml version='1.0'?><svg/>",
        "page": HTML,
        "zip": b"PK\x03\x04" + bytes(40),
        "gif": b"GIF89a" + bytes(40),
        "webp": b"RIFF\x00\x00\x00\x00WEBP" + bytes(40),
        "tiff": b"II*\x00" + bytes(40),
        "program": b"MZ" + bytes(40),
        "postscript": b"%!PS-Adobe-3.0\n",
        "heic": b"\x00\x00\x00\x18ftypheic" + bytes(40),
        "nothing": b"",
    }


# --- Chance --------------------------------------------------------------------------------------

TOKENS = [
    *(
        b"/JavaScript",
        b"/JS (app.alert(1))",
        b"/OpenAction << /S /JavaScript /JS (x) >>",
        b"/AA <<",
    ),
    *(b"/Launch", b"/EmbeddedFile", b"/XFA", b"<<", b">>", b"[", b"]", b"stream\n", b"endstream"),
    *(
        b"endobj",
        b"9 0 obj",
        b"%%EOF",
        b"%PDF-1.7",
        b"startxref\n0\n",
        b"/Encrypt 4 0 R",
        b"\xff\xd8",
    ),
    *(b"/Filter /FlateDecode", b"/Length 99999999999", b"/Count -1", b"/Kids [1 0 R]", b"\xff\xe1"),
    *(b"/Type /ObjStm", b"/Size 4294967295", b"PK\x03\x04", HTML, bytes(64), b"\xff" * 64),
]
NAMES = [
    *("sk.pdf", "../../etc/passwd", "..\\..\\sk.pdf", "a\r\nX-Jahat: ya.pdf", "a\x00.pdf"),
    *("sk.pdf.exe", "sk.svg", 'a"b;c.pdf', "a" * 300 + ".pdf", "sk\u202efdp.exe", "", "/", "-rf"),
]


def mutated(seed, rng):
    """Return the document with up to eight accidents."""
    content = bytearray(seed)
    for _ in range(rng.choice([1, 1, 2, 3, 8])):
        at = rng.randrange(len(content) + 1)
        size = min(rng.choice([1, 4, 32, 256]), len(content) - at)
        change = rng.randrange(6)
        if change == 0 and at < len(content):
            content[at] ^= 1 << rng.randrange(8)
        elif change == 1:
            del content[at : at + size]
        elif change == 2:
            content[at:at] = content[at : at + size]
        elif change == 3:
            content[at:at] = rng.choice(TOKENS)
        elif change == 4:
            content[at : at + size] = rng.randbytes(size)
        elif change == 5 and rng.random() < 0.2:
            del content[at:]
    return bytes(content)


def a_case(rng):
    """Return names and contents to hand in: most of them mutants, the others as they are."""
    good = [make_pdf(), make_pdf(3), make_scan()]
    hostile = [*acting().values(), *carrying().values(), locked(), locked("x")]
    photos = [make_photo(), make_photo(kind="PNG"), make_photo(mode="L")]
    chosen = rng.random()
    if chosen < 0.45:
        contents = [mutated(rng.choice(rng.choice([good, hostile])), rng)]
    elif chosen < 0.55:
        contents = [mutated(rng.choice(photos), rng)]
    elif chosen < 0.65:
        contents = [rng.choice(hostile)]
    elif chosen < 0.75:
        contents = [rng.choice(list(polyglots().values()))[0]]
    elif chosen < 0.78:
        contents = [rng.choice(list(bombs().values()))[0]]
    elif chosen < 0.93:
        contents = [rng.choice(list(disguises().values()))]
    else:
        contents = [
            rng.choice([*photos, mutated(photos[0], rng)]) for _ in range(rng.randint(2, 4))
        ]
    return [(rng.choice(NAMES), content) for content in contents]


def without_photos(content):
    """Return a PDF without the data of the photos in it: whatever is in there is only pixels."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream) and one.get("/Filter") == pikepdf.Name.DCTDecode:
                content = content.replace(one.read_raw_bytes(), b"")
    return content


def what_acts(content):
    """Return what in a PDF acts, found another way than the service does: in its plain text."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        plain = saved(pdf, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    found = ACTS.findall(re.sub(rb"stream\r?\n.*?endstream", b"", plain, flags=re.DOTALL))
    return [kind or key for kind, key in found]
