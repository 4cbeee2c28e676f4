"""Takes everything out of a picture but its pixels.

JPEG and PNG keep position, camera and author in places that even saving with empty EXIF leaves alone
(the JPEG comment, PNG text chunks): only pasting the pixels into a fresh picture drops all of it.
"""

import io
import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
# Twice the widest that any page shows (1200): more only costs memory and time at each publication.
LONGEST_SIDE = 2560
JPEG_QUALITY = 88
# How files of the HEIF family (ISO/IEC 23008-12) begin, after four bytes; what telephones write, mostly.
HEIC = re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)


class UnusablePicture(ValueError):
    """The file is not a picture that we take; the message says what to do, for the person who uploads."""


@dataclass(frozen=True)
class CleanPicture:
    """A scrubbed picture: encoded bytes, file extension, width and height in pixels."""

    content: bytes
    extension: str
    width: int
    height: int


def scrub(data: bytes) -> CleanPicture:
    """Decode a JPEG, PNG or WebP, apply its orientation, and encode the bare pixels anew.

    Pictures with transparency become PNG, all others JPEG; the longer side is at most LONGEST_SIDE pixels.
    Raises UnusablePicture.
    """
    if len(data) > MAX_BYTES:
        raise UnusablePicture(_("This file is larger than 15 MB. Please save the picture smaller."))
    if HEIC.match(data):
        raise UnusablePicture(
            _(
                "This is a HEIC picture, as telephones make them. Please export or share it as a JPEG, "
                "and choose that."
            )
        )
    try:
        picture = _decode(data)
    except UnusablePicture:
        raise
    except Exception as error:  # Pillow raises some twenty types for broken files, struct.error among them.
        raise UnusablePicture(
            _("This file cannot be read as a picture. Please choose a JPEG, PNG or WebP file.")
        ) from error
    return encode(picture)


def encode(picture: Image.Image) -> CleanPicture:
    """Return a bare picture (mode RGB or RGBA) as it is stored: a PNG where it is see-through, else a JPEG."""
    extension = "png" if picture.mode == "RGBA" else "jpg"
    output = io.BytesIO()
    if extension == "png":
        picture.save(output, "PNG", optimize=True)
    else:
        picture.save(output, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)
    return CleanPicture(output.getvalue(), extension, picture.width, picture.height)


def _decode(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=FORMATS) as source:
        if source.width * source.height > MAX_PIXELS:
            raise UnusablePicture(_("This picture has more than 50 million pixels. Please save it smaller."))
        mode = "RGBA" if source.has_transparency_data else "RGB"
        # Decodes a JPEG at a half or a quarter where that suffices: 50 million pixels take 100 MB instead of 570.
        source.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
        # WeasyPrint's import switches it on for the whole process: half a picture would pass for a whole one.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        source.load()
        ImageOps.exif_transpose(source, in_place=True)
        picture = source if source.mode == mode else source.convert(mode)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        fresh = Image.new(mode, picture.size)
        fresh.paste(picture)
    return fresh
