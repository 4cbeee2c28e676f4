"""Documents in storage: scrubbed whichever way they come in; size and hash are those of what is kept."""

import hashlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import UploadedFile

from campaign_site.media.models import CampaignDocument
from campaign_site.media.pdf import UnusableDocument, scrub_pdf
from tests.factories.accounts import UserFactory
from tests.factories.pdf import document, telling_document

pytestmark = pytest.mark.django_db
VIEWS = ["wagtaildocs:add", "wagtaildocs_chooser:create", "wagtaildocs:add_multiple"]


@pytest.fixture
def officer(client):
    """A client signed in as superuser."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def send(client, view, content, title="Report", name="Ama from Accra.pdf", **kwargs):
    field = "files[]" if view.endswith("multiple") else "file"
    data = {
        "title": title,
        "collection": 1,
        field: SimpleUploadedFile(name, content, content_type="application/pdf"),
    }
    if view == "wagtaildocs_chooser:create":
        data = {f"document-chooser-upload-{key}": value for key, value in data.items()}
    return client.post(reverse(view, **kwargs), data, headers={"x-requested-with": "XMLHttpRequest"})


def stored(file) -> bytes:
    with file.storage.open(file.name) as opened:
        return opened.read()


@pytest.mark.parametrize("view", VIEWS)
def test_each_upload_form_keeps_the_scrubbed_document(officer, view):
    send(officer, view, telling_document())
    kept = CampaignDocument.objects.get()
    clean = scrub_pdf(telling_document())
    assert stored(kept.file) == clean
    assert kept.file_size == len(clean)
    assert kept.file_hash == hashlib.sha1(clean, usedforsecurity=False).hexdigest()
    assert "ama" not in kept.file.name.lower()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("content", [telling_document()[:-200], b"MZ\x90\x00", b"%PDF-1.7\n%%EOF"])
def test_each_upload_form_says_beside_the_field_what_is_wrong(officer, view, content):
    response = send(officer, view, content)
    assert not CampaignDocument.objects.exists()
    assert "PDF" in response.content.decode()
    assert "error" in response.content.decode()


def test_what_the_multiple_upload_keeps_for_later_is_scrubbed_too(officer):
    send(officer, "wagtaildocs:add_multiple", telling_document(), title="x" * 300)
    assert not CampaignDocument.objects.exists()
    assert stored(UploadedFile.objects.get().file) == scrub_pdf(telling_document())


def test_a_replacement_is_scrubbed_and_the_old_file_removed(officer):
    kept = CampaignDocument.objects.create(title="Report", file=ContentFile(document(), name="a.pdf"))
    old = kept.file.name
    send(officer, "wagtaildocs:edit", telling_document(), args=[kept.pk])
    kept.refresh_from_db()
    assert kept.file.name != old
    assert stored(kept.file) == scrub_pdf(telling_document())
    assert not default_storage.exists(old)


def test_whoever_goes_round_every_form_stores_the_scrubbed_document():
    kept = CampaignDocument.objects.create(title="Report", file=ContentFile(telling_document(), name="Ama.pdf"))
    kept.file.save("Accra.pdf", ContentFile(telling_document()))
    assert stored(CampaignDocument.objects.get().file) == scrub_pdf(telling_document())
    with pytest.raises(UnusableDocument):
        CampaignDocument.objects.create(title="Report", file=ContentFile(b"MZ", name="a.pdf"))


def test_the_model_says_what_is_wrong_beside_the_field():
    with pytest.raises(ValidationError) as refused:
        CampaignDocument(title="Report", file=ContentFile(b"<html>", name="a.pdf")).full_clean(
            exclude=["collection"]
        )
    assert list(refused.value.message_dict) == ["file"]


def test_a_document_is_edited_without_a_new_file(officer):
    kept = CampaignDocument.objects.create(title="Report", file=ContentFile(document(), name="a.pdf"))
    name = kept.file.name
    officer.post(reverse("wagtaildocs:edit", args=[kept.pk]), {"title": "Other words", "collection": 1})
    kept.refresh_from_db()
    assert (kept.title, kept.file.name) == ("Other words", name)


def test_the_multiple_upload_answers_in_words(officer):
    answer = json.loads(send(officer, "wagtaildocs:add_multiple", document()[:-200]).content)
    assert answer["success"] is False
    assert "breaks off" in answer["error_message"]
