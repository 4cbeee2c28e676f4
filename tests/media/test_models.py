"""Every way into storage scrubs, renames and asks for words."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from PIL import Image

from campaign_site.media.models import CampaignImage
from campaign_site.media.pdf import scrub_pdf
from campaign_site.media.renditions import USES, find_picture, make_renditions
from campaign_site.media.scrub import UnusablePicture
from tests.factories.media import (
    PDF,
    SECRET,
    CampaignDocumentFactory,
    CampaignImageFactory,
    picture_bytes,
)

pytestmark = pytest.mark.django_db
FORMATS = ("JPEG", "PNG", "WEBP")


def stored(file) -> bytes:
    """Return what lies in storage."""
    with file.storage.open(file.name) as opened:
        return opened.read()


@pytest.mark.parametrize("file_format", FORMATS)
def test_save_in_code_stores_no_metadata_and_no_name(file_format):
    image = CampaignImageFactory(content=picture_bytes(file_format, secrets=True, turned=True))
    data = stored(image.file)
    assert not Image.open(io.BytesIO(data)).getexif()
    assert SECRET.encode() not in data
    assert "accra" not in image.file.name.lower()
    assert (image.width, image.height) == (40, 60)
    assert image.file_size == len(data)


@pytest.mark.parametrize("file_format", FORMATS)
def test_renditions_hold_no_metadata_either(file_format):
    image = CampaignImageFactory(content=picture_bytes(file_format, secrets=True))
    for spec in (*USES["card"].filters(), "max-165x165", "original"):
        data = stored(image.get_rendition(spec).file)
        assert SECRET.encode() not in data
        assert not Image.open(io.BytesIO(data)).getexif(), spec


def test_a_small_picture_is_offered_in_each_width_once():
    """Of two that claim the same width a browser can choose neither (HTML, `srcset`)."""
    small = CampaignImageFactory(content=picture_bytes("JPEG", size=(600, 400)))
    make_renditions(small, "text")
    widths = [re.findall(r" (\d+)w", source.srcset) for source in find_picture(small, "text").sources]
    assert widths == [["360", "600"]] * 3


def test_saving_the_file_round_the_model_scrubs_too():
    image = CampaignImageFactory()
    image.file.save("Accra.jpg", ContentFile(picture_bytes("JPEG", secrets=True)))
    assert SECRET.encode() not in stored(image.file)
    assert "Accra" not in image.file.name


def test_broken_file_is_an_error_beside_the_field_and_never_stored():
    image = CampaignImage(title="x", description="x", file=ContentFile(b"<svg/>", name="x.jpg"))
    with pytest.raises(ValidationError) as refused:
        image.full_clean()
    assert list(refused.value.message_dict) == ["file"]
    with pytest.raises(UnusablePicture):
        image.save()
    assert not CampaignImage.objects.exists()


def test_database_refuses_a_picture_without_words_that_is_not_decorative():
    image = CampaignImageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignImage.objects.filter(pk=image.pk).update(description="")
    assert CampaignImageFactory(decorative=True).default_alt_text == ""


def test_document_gets_a_random_name():
    document = CampaignDocumentFactory()
    assert document.file.name.startswith("documents/")
    assert "ama" not in document.file.name.lower()
    assert stored(document.file) == scrub_pdf(PDF)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<html>", b"%PDX-1.4"])
def test_document_that_is_no_pdf_is_refused_whatever_its_name(content):
    with pytest.raises(ValidationError) as refused:
        CampaignDocumentFactory.build(file=ContentFile(content, name="report.pdf")).full_clean(
            exclude=["collection"]
        )
    assert "file" in refused.value.message_dict
