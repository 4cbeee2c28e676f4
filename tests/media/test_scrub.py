"""What is left of a picture: its pixels. What is refused: everything that is no picture."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from campaign_site.media.scrub import LONGEST_SIDE, MAX_BYTES, UnusablePicture, scrub
from tests.factories.media import SECRET, picture_bytes

FORMATS = ("JPEG", "PNG", "WEBP")


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose header promises this size: a decompression bomb."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.parametrize("file_format", FORMATS)
def test_position_author_and_comments_are_gone(file_format):
    dirty = picture_bytes(file_format, secrets=True)
    assert Image.open(io.BytesIO(dirty)).getexif()
    assert b"Accra" in dirty

    clean = scrub(dirty).content

    picture = Image.open(io.BytesIO(clean))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert SECRET.encode() not in clean
    assert b"Exif" not in clean


@pytest.mark.parametrize("file_format", FORMATS)
def test_picture_lying_on_its_side_is_stored_upright(file_format):
    clean = scrub(picture_bytes(file_format, size=(60, 40), turned=True))
    picture = Image.open(io.BytesIO(clean.content)).convert("RGB")
    assert (clean.width, clean.height) == picture.size == (40, 60)
    red, _, blue = picture.getpixel((20, 5))
    assert red > blue
    red, _, blue = picture.getpixel((20, 55))
    assert blue > red


@pytest.mark.parametrize("file_format", FORMATS)
def test_stored_picture_is_no_larger_than_twice_what_is_shown(file_format):
    clean = scrub(picture_bytes(file_format, size=(LONGEST_SIDE * 2, LONGEST_SIDE), turned=True))
    assert (clean.width, clean.height) == (LONGEST_SIDE // 2, LONGEST_SIDE)


def test_palette_with_a_transparent_colour_stays_transparent():
    output = io.BytesIO()
    Image.new("P", (4, 4), 0).save(output, "PNG", transparency=0)
    clean = scrub(output.getvalue())
    assert Image.open(io.BytesIO(clean.content)).getpixel((0, 0))[3] == 0


def test_transparency_survives_as_png():
    output = io.BytesIO()
    Image.new("RGBA", (4, 4), (1, 2, 3, 0)).save(output, "WEBP", lossless=True)
    clean = scrub(output.getvalue())
    assert clean.extension == "png"
    assert Image.open(io.BytesIO(clean.content)).getpixel((0, 0))[3] == 0


def test_only_the_first_frame_of_an_animation_is_kept():
    output = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(output, "WEBP", save_all=True, append_images=frames[1:])
    assert getattr(Image.open(io.BytesIO(scrub(output.getvalue()).content)), "n_frames", 1) == 1


def test_half_a_picture_is_refused_whatever_another_library_told_pillow(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does when it is imported

    with pytest.raises(UnusablePicture):
        scrub(picture_bytes("JPEG", (200, 200))[:400])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
        b"%PDF-1.4",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x10\x00\x00\x00WEBPVP8 ",
        picture_bytes("JPEG", (200, 200))[:400],
        picture_bytes("PNG", (200, 200))[:90],
        picture_bytes("WEBP", (200, 200))[:60],
        png_that_claims(60_000, 60_000),
        png_that_claims(8_000, 8_000),
        b"\0" * (MAX_BYTES + 1),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_whole_picture_is_refused_with_words(data):
    with pytest.raises(UnusablePicture) as refused:
        scrub(data)
    assert len(str(refused.value)) > 20


@settings(max_examples=60, deadline=None)
@given(
    file_format=st.sampled_from(FORMATS),
    place=st.integers(0, 10_000),
    junk=st.binary(min_size=1, max_size=40),
)
def test_a_damaged_file_is_either_read_or_refused(file_format, place, junk):
    data = bytearray(picture_bytes(file_format, (64, 64), secrets=True))
    place %= len(data)
    data[place : place + len(junk)] = junk
    try:
        clean = scrub(bytes(data))
    except UnusablePicture:
        return
    assert Image.open(io.BytesIO(clean.content)).size == (clean.width, clean.height)
