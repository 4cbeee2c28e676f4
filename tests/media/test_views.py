"""What the public can fetch: renditions as pictures, documents as attachments, nothing else."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from campaign_site.settings.environment import env, media_storage
from tests.factories.media import PDF, CampaignDocumentFactory, CampaignImageFactory

pytestmark = pytest.mark.django_db


def test_rendition_is_served_as_what_it_is_without_a_cookie(client):
    image = CampaignImageFactory()
    for file_format, content_type in (("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg")):
        rendition = image.get_rendition(f"width-30|format-{file_format}")
        response = client.get(f"/media/{rendition.file.name}")
        assert response.status_code == 200
        assert response["Content-Type"] == content_type
        assert response["Cache-Control"] == "no-cache"
        assert b"".join(response.streaming_content)
        assert not response.cookies


def test_browser_that_has_the_picture_does_not_get_it_again_until_it_is_gone(client):
    rendition = CampaignImageFactory().get_rendition("width-30|format-jpeg")
    address = f"/media/{rendition.file.name}"
    first = client.get(address)
    first.close()
    headers = {"if-none-match": first["ETag"]}
    assert client.get(address, headers=headers).status_code == 304
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(address, headers=headers).status_code == 404


def test_originals_documents_and_other_files_are_not_served(client):
    image = CampaignImageFactory()
    document = CampaignDocumentFactory()
    default_storage.save("images/notes.txt", ContentFile(b"private"))
    for name in (
        image.file.name,
        document.file.name,
        "images/notes.txt",
        f"images/../{image.file.name}",
        f"images//../{image.file.name}",
        "images/",
        "images/nothing.jpg",
        "images/\0.jpg",
        "images/" + "a" * 5000 + ".jpg",
    ):
        assert client.get(f"/media/{name}", follow=True).status_code == 404, name


def test_document_is_an_attachment_under_a_random_name(client):
    document = CampaignDocumentFactory()
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert "Accra" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == PDF
    assert not response.cookies


def test_lost_object_storage_is_no_error_of_ours(client, settings, monkeypatch):
    monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", "http://key:secret@127.0.0.1:1/media")
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
    response = client.get("/media/images/x.webp")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
