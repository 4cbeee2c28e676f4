"""Every way by which a picture comes in: none lets position, author, comments or an uploaded name through."""

import io
import json

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import FileField
from django.urls import reverse
from PIL import Image
from wagtail.users.models import UserProfile

from campaign_site.demo import pictures as demonstration
from campaign_site.demo.recorder import Recorder
from campaign_site.media.models import CampaignImage
from tests.factories.accounts import UserFactory
from tests.factories.media import SECRET, CampaignImageFactory, picture_bytes
from tests.media.test_admin import assert_nothing_private_is_stored, everything_stored

pytestmark = pytest.mark.django_db
SIZE = (64, 48)
WORDS = {"title": "Market", "description": "A market", "collection": "1"}
AJAX = {"x-requested-with": "XMLHttpRequest"}
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def add_form(client, file):
    client.post(reverse("wagtailimages:add"), {**WORDS, "file": file})


def chooser(client, file):
    data = {f"image-chooser-upload-{name}": value for name, value in {**WORDS, "file": file}.items()}
    client.post(reverse("wagtailimages_chooser:create"), data)


def multiple(client, file):
    data = {"files[]": file, "collection": "1"}
    waiting = json.loads(client.post(reverse("wagtailimages:add_multiple"), data, headers=AJAX).content)
    pk = waiting["uploaded_file_id"]
    assert_nothing_private_is_stored()
    finish = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[pk])
    words = {f"uploaded-image-{pk}-{name}": value for name, value in WORDS.items()}
    client.post(finish, words, headers=AJAX)


def replacement(client, file):
    image = CampaignImageFactory()
    client.post(reverse("wagtailimages:edit", args=[image.pk]), {**WORDS, "file": file})


def code(client, file):
    CampaignImage.objects.create(title="Market", description="A market", file=file)


def round_the_model(client, file):
    CampaignImageFactory().file.save(file.name, ContentFile(file.read()))


def demonstration_command(client, file):
    """The demonstration stores what it draws; it is given this file in place of a drawing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demonstration, "draw", lambda bits: file.read())
        demonstration.picture(Recorder(), "bricks")


WAYS = [add_form, chooser, multiple, replacement, code, round_the_model, demonstration_command]


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_nothing_but_pixels_comes_in(client, way, file_format, run_commits):
    client.force_login(UserFactory(is_superuser=True))
    dirty = picture_bytes(file_format, SIZE, secrets=True, turned=True)
    assert SECRET.encode() in dirty
    before = set(everything_stored())

    with run_commits():
        way(client, SimpleUploadedFile(f"Ama in Accra.{FORMATS[file_format]}", dirty))

    image = CampaignImage.objects.get()
    assert (image.width, image.height) == (SIZE[1], SIZE[0]), "it came in, and stands upright"
    with default_storage.open(image.file.name) as file:
        stored = Image.open(io.BytesIO(file.read()))
    assert stored.size == (SIZE[1], SIZE[0])
    assert not stored.getexif()
    assert {name.split("/")[0] for name in set(everything_stored()) - before} <= {"original_images", "images"}
    assert_nothing_private_is_stored()


def test_profile_takes_no_picture_from_form_or_code(client):
    user = UserFactory(is_superuser=True)
    client.force_login(user)
    before = set(everything_stored())
    account = reverse("wagtailadmin_account")
    assert "avatar-avatar" not in client.get(account).content.decode()

    form = {"name_email-first_name": "Ama", "name_email-last_name": "M", "name_email-email": user.email}
    file = SimpleUploadedFile("Ama in Accra.jpg", picture_bytes("JPEG", SIZE, secrets=True))
    client.post(account, {**form, "avatar-avatar": file})
    profile = UserProfile.get_for_user(user)
    profile.avatar = file
    profile.save()

    assert set(everything_stored()) == before
    assert not UserProfile.objects.exclude(avatar="").exists()


def test_no_column_takes_a_file_that_is_not_walked_here():
    """A new one is a new way in: it scrubs by itself, and has tests of its own or here."""
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField)
    }
    not_in_use = {"wagtailimages.Image.file", "wagtailimages.Rendition.file", "wagtaildocs.Document.file"}
    assert columns - not_in_use == {
        "media.CampaignImage.file",
        "media.CampaignRendition.file",  # made of the one above
        "media.CampaignRecording.file",  # tests/media/test_recordings.py
        "media.CampaignVideo.original",  # tests/media/test_videos.py
        "media.CampaignDocument.file",  # tests/media/test_documents.py
        "wagtailcore.UploadedFile.file",  # between the two steps of the multiple upload
        "wagtailusers.UserProfile.avatar",
    }
