"""The admin's real upload views: each scrubs, each asks for words beside the field, none fails."""

import io
import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from campaign_site.media.models import CampaignDocument, CampaignImage
from tests.factories.accounts import UserFactory
from tests.factories.media import PDF, SECRET, CampaignImageFactory, picture_bytes
from tests.media.test_scrub import png_that_claims

pytestmark = pytest.mark.django_db
ASK_FOR_WORDS = "Describe the picture in one sentence"

BAD = {
    "svg renamed": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "truncated": picture_bytes("JPEG", (200, 200))[:400],
    "bomb": png_that_claims(60_000, 60_000),
    "empty": b"",
    "random": bytes(range(256)) * 8,
}


@pytest.fixture
def editor(client):
    """A client signed in as superuser."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def upload(content: bytes | None = None, name: str = "Accra with Ama.jpg") -> SimpleUploadedFile:
    content = picture_bytes("JPEG", secrets=True, turned=True) if content is None else content
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def file_field(view: str) -> str:
    """Return the name of the file input of an upload view."""
    return "files[]" if view.endswith("multiple") else "file"


def everything_stored() -> dict[str, bytes]:
    """Return each file in storage with its content."""
    found = {}
    folders = [""]
    while folders:
        folder = folders.pop()
        inner, files = default_storage.listdir(folder)
        folders += [f"{folder}{name}/" for name in inner]
        for name in files:
            with default_storage.open(f"{folder}{name}") as file:
                found[f"{folder}{name}"] = file.read()
    return found


def assert_nothing_private_is_stored():
    """No file in storage, Wagtail's temporary ones included, holds metadata or an uploaded name."""
    for name, content in everything_stored().items():
        assert SECRET.encode() not in content, name
        assert b"Exif" not in content, name
        assert "Ama" not in name


def test_add_form_scrubs(editor):
    data = {"title": "Market", "file": upload(), "description": "A market", "collection": 1}
    response = editor.post(reverse("wagtailimages:add"), data)
    assert response.status_code == 302
    image = CampaignImage.objects.get()
    assert (image.width, image.height) == (40, 60)
    assert_nothing_private_is_stored()


def test_add_form_asks_for_words_beside_the_field_and_keeps_the_title(editor):
    response = editor.post(reverse("wagtailimages:add"), {"title": "Market", "file": upload(), "collection": 1})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["description"]
    html = response.content.decode()
    assert ASK_FOR_WORDS in html
    assert 'value="Market"' in html
    assert not CampaignImage.objects.exists()


def test_decorative_picture_needs_no_words(editor):
    data = {"title": "Weave", "file": upload(), "is_decorative": "on", "collection": 1}
    assert editor.post(reverse("wagtailimages:add"), data).status_code == 302
    assert CampaignImage.objects.get().default_alt_text == ""


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize(
    "view", ["wagtailimages:add", "wagtailimages_chooser:create", "wagtailimages:add_multiple"]
)
def test_file_that_is_no_picture_is_an_error_beside_the_field_in_each_form(editor, view, kind):
    data = {"title": "x", "description": "x", "collection": 1, file_field(view): upload(BAD[kind])}
    if view == "wagtailimages_chooser:create":
        data = {f"image-chooser-upload-{name}": value for name, value in data.items()}
    response = editor.post(reverse(view), data, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code in (200, 400)
    if view == "wagtailimages:add_multiple" and response.status_code == 200:
        answer = json.loads(response.content)
        assert answer["success"] is False
        assert len(answer["error_message"]) > 20
    elif view == "wagtailimages:add":
        assert list(response.context["form"].errors) == ["file"]
    assert not CampaignImage.objects.exists()
    assert not UploadedFile.objects.exists()


def test_chooser_upload_scrubs_and_asks_for_words(editor):
    address = reverse("wagtailimages_chooser:create")
    data = {"image-chooser-upload-title": "Market", "image-chooser-upload-file": upload()}
    data |= {"image-chooser-upload-collection": 1}
    refused = editor.post(address, data)
    assert refused.status_code == 200
    assert json.loads(refused.content)["step"] == "reshow_creation_form"
    assert ASK_FOR_WORDS in json.loads(refused.content)["htmlFragment"]

    data |= {"image-chooser-upload-description": "A market", "image-chooser-upload-file": upload()}
    accepted = editor.post(address, data)
    assert json.loads(accepted.content)["step"] == "chosen"
    assert_nothing_private_is_stored()


@pytest.mark.parametrize("size", [(60, 40), (1800, 1800)], ids=["in memory", "in a temporary file"])
def test_multiple_upload_keeps_a_scrubbed_copy_until_the_words_are_there(editor, settings, size):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10_000
    file = upload(picture_bytes("JPEG", size, secrets=True))
    response = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"files[]": file, "collection": 1},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    answer = json.loads(response.content)
    assert answer["success"] is True
    waiting = UploadedFile.objects.get()
    assert_nothing_private_is_stored()

    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    prefix = f"uploaded-image-{waiting.pk}"
    ajax = {"x-requested-with": "XMLHttpRequest"}
    data = {f"{prefix}-title": "Market", f"{prefix}-collection": 1}
    refused = editor.post(address, {**data, f"{prefix}-description": ""}, headers=ajax)
    assert refused.status_code == 200
    assert ASK_FOR_WORDS in json.loads(refused.content)["form"]

    accepted = editor.post(address, {**data, f"{prefix}-description": "A market"}, headers=ajax)
    assert json.loads(accepted.content)["success"] is True
    image = CampaignImage.objects.get()
    assert (image.width, image.height) == size
    assert_nothing_private_is_stored()


def test_replacement_scrubs_and_removes_the_old_file_with_its_sizes(editor):
    image = CampaignImageFactory()
    old, rendition = image.file.name, image.get_rendition("width-30").file.name
    data = {"title": "Market", "file": upload(), "description": "A market", "collection": 1}
    response = editor.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    assert response.status_code == 302
    image.refresh_from_db()
    assert image.file.name != old
    assert (image.width, image.height) == (40, 60)
    with image.file.storage.open(image.file.name) as file:
        assert Image.open(io.BytesIO(file.read())).size == (40, 60)
    assert not default_storage.exists(old)
    assert rendition not in set(image.renditions.values_list("file", flat=True))
    assert_nothing_private_is_stored()


@pytest.mark.parametrize("kind", BAD)
def test_bad_replacement_keeps_the_picture_as_it_was(editor, kind):
    image = CampaignImageFactory()
    data = {"title": "Market", "file": upload(BAD[kind]), "description": "A market", "collection": 1}
    response = editor.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["file"]
    image.refresh_from_db()
    assert default_storage.exists(image.file.name)


def test_words_can_be_changed_without_a_new_file(editor):
    image = CampaignImageFactory()
    name = image.file.name
    data = {"title": "Market", "description": "Other words", "collection": 1}
    assert editor.post(reverse("wagtailimages:edit", args=[image.pk]), data).status_code == 302
    image.refresh_from_db()
    assert (image.description, image.file.name) == ("Other words", name)


@pytest.mark.parametrize("view", ["wagtaildocs:add", "wagtaildocs_chooser:create", "wagtaildocs:add_multiple"])
@pytest.mark.parametrize("content", [None, b"", b"<html>", PDF], ids=["no file", "empty", "html", "pdf"])
def test_documents_are_pdf_only_in_each_form(editor, view, content):
    data = {"title": "Report", "collection": 1}
    if content is not None:
        data[file_field(view)] = SimpleUploadedFile("Ama.pdf", content, content_type="application/pdf")
    if view == "wagtaildocs_chooser:create":
        data = {f"document-chooser-upload-{name}": value for name, value in data.items()}
    response = editor.post(reverse(view), data, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.status_code in (200, 302, 400)
    assert CampaignDocument.objects.exists() is (content == PDF)
    assert_nothing_private_is_stored()
