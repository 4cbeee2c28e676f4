"""Pictures, recordings and documents, made in memory."""

import io

import factory
import numpy as np
from django.core.files.base import ContentFile
from PIL import Image, PngImagePlugin
from soundfile import SoundFile

from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording

ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825
SECRET = "Accra, taken by Ama"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer\n<</Size 4 /Root 1 0 R>>\n"
    b"startxref\n0\n%%EOF\n"
)


def picture_bytes(
    file_format: str = "JPEG", size=(60, 40), *, secrets: bool = False, turned: bool = False
) -> bytes:
    """Return a picture: left half red, right half blue.

    `secrets` adds position, author and comments wherever the format can hold them; `turned` stores it lying
    on its side with the orientation (6: turn clockwise) that makes it upright.
    """
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, *size))
    exif = Image.Exif()
    options = {}
    if turned:
        exif[ORIENTATION] = 6
    if secrets:
        exif[ARTIST] = SECRET
        exif.get_ifd(GPS).update({1: "N", 2: (5.0, 36.0, 0.0), 3: "W", 4: (0.0, 11.0, 0.0)})
        if file_format == "JPEG":
            options["comment"] = SECRET
        if file_format == "PNG":
            options["pnginfo"] = PngImagePlugin.PngInfo()
            options["pnginfo"].add_text("Comment", SECRET)
        if file_format == "WEBP":
            options["xmp"] = SECRET.encode()
    output = io.BytesIO()
    picture.save(output, file_format, exif=exif, **options)
    return output.getvalue()


def sound_bytes(
    kind: str = "WAV", seconds: float = 1.0, *, rate: int = 44_100, pitches=(440.0,), secrets=False, subtype=None
) -> bytes:
    """Return a recording with one tone (Hz) in each channel, half as loud as can be.

    `secrets` adds title, artist, place and date wherever the format can hold them, and a cover to MP3.
    """
    time = np.arange(int(rate * seconds)) / rate
    output = io.BytesIO()
    with SoundFile(output, "w", rate, len(pitches), format=kind, subtype=subtype) as file:
        if secrets:
            file.title = file.artist = file.comment = file.album = SECRET
            file.date = "2024-03-01"
        file.write(np.stack([0.5 * np.sin(2 * np.pi * pitch * time) for pitch in pitches], axis=1))
    content = output.getvalue()
    return id3_with_cover() + content if secrets and kind == "MP3" else content


def id3_with_cover() -> bytes:
    """Return an ID3v2.3 tag as music programs write it: a comment, and a PNG as cover."""
    frames = b"".join(
        name + len(body).to_bytes(4, "big") + b"\0\0" + body
        for name, body in (
            (b"COMM", b"\0eng\0" + SECRET.encode()),
            (b"APIC", b"\0image/png\0\3\0" + picture_bytes("PNG", secrets=True)),
        )
    )
    return b"ID3\3\0\0" + bytes(len(frames) >> 7 * place & 127 for place in (3, 2, 1, 0)) + frames


class CampaignImageFactory(factory.django.DjangoModelFactory):
    """A described picture; `content` is the file as it would be uploaded, `decorative=True` needs no words."""

    title = factory.Sequence(lambda n: f"Picture {n}")
    description = "Two coloured halves"
    file = factory.LazyAttribute(lambda image: ContentFile(image.content, name="From Accra.jpg"))

    class Meta:
        model = CampaignImage
        exclude = ("content",)

    class Params:
        decorative = factory.Trait(is_decorative=True, description="")

    content = factory.LazyFunction(picture_bytes)


class CampaignDocumentFactory(factory.django.DjangoModelFactory):
    """A small PDF."""

    title = factory.Sequence(lambda n: f"Document {n}")
    file = factory.LazyFunction(lambda: ContentFile(PDF, name="Ama from Accra.pdf"))

    class Meta:
        model = CampaignDocument


class CampaignRecordingFactory(factory.django.DjangoModelFactory):
    """A person's recording of one second; `content` is the file as it would be uploaded."""

    title = factory.Sequence(lambda n: f"Recording {n}")
    file = factory.LazyAttribute(lambda recording: ContentFile(recording.content, name="Ama from Accra.wav"))

    class Meta:
        model = CampaignRecording
        exclude = ("content",)

    content = factory.LazyFunction(sound_bytes)
