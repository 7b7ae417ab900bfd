"""Photos, encoded anew: what is kept is what was seen, and nothing that was written beside it."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from common.documents.limits import LOGO_EDGE, LONGEST_EDGE, PIXELS, THUMBNAIL_EDGE, Refused

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
Image.MAX_IMAGE_PIXELS = None  # counted below, before anything is decoded


def clean_photo(source: Path, target: Path) -> None:
    """Write the photo as an upright JPEG without place, time, camera, comment or hidden pictures.

    Raises photo_too_many_pixels, photo_damaged.
    """
    _upright(source, LONGEST_EDGE, _on_white).save(target, "JPEG", quality=80)


def shrink_photo(source: Path, target: Path) -> None:
    """Write a clean photo once more, small enough to stand among others."""
    _upright(source, THUMBNAIL_EDGE, _on_white).save(target, "JPEG", quality=70)


def clean_logo(source: Path, target: Path) -> None:
    """Write the picture likewise, small enough for a letterhead, as a PNG that may be clear."""
    _upright(source, LOGO_EDGE, lambda logo: logo.convert("RGBA")).save(target, "PNG")


def _upright(
    source: Path, longest_edge: int, painted: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Return the pixels alone, as they are meant to be seen."""
    try:
        with Image.open(source, formats=["JPEG", "PNG"]) as photo:
            if photo.width * photo.height > PIXELS:
                raise Refused("photo_too_many_pixels")
            turn = TURNS.get(photo.getexif().get(ORIENTATION, 1))
            photo.draft("RGB", (longest_edge, longest_edge))  # a JPEG is decoded smaller at once
            photo.load()
            small = painted(_smaller(photo, longest_edge))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError) as error:
        raise Refused("photo_damaged") from error
    small.info = {}  # a comment would be written again
    return small if turn is None else small.transpose(turn)


def _smaller(photo: Image.Image, longest_edge: int) -> Image.Image:
    if photo.mode.startswith("I") or photo.mode == "F":  # sixteen bits of grey
        photo = photo.convert("I").point(lambda value: value / 256).convert("L")
    elif photo.mode in {"1", "P"}:  # shades and colours that can be mixed
        photo = photo.convert("RGBA" if photo.has_transparency_data else "RGB")
    photo.thumbnail((longest_edge, longest_edge), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return photo


def _on_white(photo: Image.Image) -> Image.Image:
    if photo.has_transparency_data:
        photo = photo.convert("RGBA")
        white = Image.new("RGB", photo.size, "white")
        white.paste(photo, mask=photo.getchannel("A"))
        return white
    return photo if photo.mode in {"L", "RGB"} else photo.convert("RGB")
