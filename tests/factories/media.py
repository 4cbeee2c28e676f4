"""Pictures and documents, drawn in memory."""

import io

import factory
from django.core.files.base import ContentFile
from PIL import Image, PngImagePlugin

from campaign_site.media.models import CampaignDocument, CampaignImage

ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825
SECRET = "Accra, taken by Ama"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


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
