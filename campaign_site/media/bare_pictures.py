"""Takes position, camera, author and comments out of a compressed picture without decoding it.

For pictures inside a PDF, whose colours only the document's own words explain. What is uploaded as a picture is
decoded and encoded anew instead (`scrub.py`).
"""

import re

START, END, SCAN = 0xD8, 0xD9, 0xDA
# JFIF, colour profile, Adobe's colour transform: without them the picture would look different.
JFIF, PROFILE, ADOBE, COMMENT = 0xE0, 0xE2, 0xEE, 0xFE
APPLICATION = range(0xE0, 0xF0)
# Within a scan, FF is followed by 00, or by the number of a restart.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JPX_SIGNATURE = b"\0\0\0\x0cjP  \r\n\x87\n"
JPX_TALK = {b"xml ", b"uuid", b"uinf"}


def bare_jpeg(data: bytes) -> bytes:
    """Return a JPEG (ITU-T T.81) without Exif, XMP, IPTC, comments, and whatever follows its end.

    Raises ValueError for what is none.
    """
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at + 1] != END:
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise ValueError("no marker where one is due")
        if marker == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == SCAN:
            found = NEXT_MARKER.search(data, end)
            end = found.start() if found else len(data)
        if _is_picture(marker, data[at + 4 : end]):
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, b"\xff\xd9"])


def bare_jpx(data: bytes) -> bytes:
    """Return a JPEG 2000 file (ISO/IEC 15444-1, annex I) without its boxes of text; a bare stream as it is."""
    if not data.startswith(JPX_SIGNATURE):
        return data
    kept, at = [], 0
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = at + length if length else len(data)
        if end < at + 8:
            raise ValueError("a box that ends before it begins")
        if kind not in JPX_TALK:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def _is_picture(marker: int, content: bytes) -> bool:
    if marker == PROFILE:
        return content.startswith(b"ICC_PROFILE\0")
    return marker in (JFIF, ADOBE) or (marker not in APPLICATION and marker != COMMENT)
