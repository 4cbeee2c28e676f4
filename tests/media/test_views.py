"""What the public can fetch: what a public page shows now, whole or in parts, and documents as attachments."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from campaign_site.media.pdf import scrub_pdf
from campaign_site.settings.environment import env, media_storage
from tests.factories.media import PDF, CampaignDocumentFactory, CampaignImageFactory, CampaignRecordingFactory
from tests.factories.pages import page_showing
from tests.factories.stories import story_with

pytestmark = pytest.mark.django_db
NO_STORAGE = "http://key:secret@127.0.0.1:1/media"


def test_rendition_is_served_as_what_it_is_without_a_cookie(client):
    image = CampaignImageFactory()
    page_showing(image)
    for file_format, content_type in (("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg")):
        rendition = image.get_rendition(f"width-360|format-{file_format}")
        response = client.get(f"/media/{rendition.file.name}")
        assert response.status_code == 200
        assert response["Content-Type"] == content_type
        assert response["Cache-Control"] == "no-cache"
        assert b"".join(response.streaming_content)
        assert not response.cookies


def test_browser_that_has_the_picture_does_not_get_it_again_until_it_is_gone(client):
    page_showing(image := CampaignImageFactory())
    rendition = image.get_rendition("width-360|format-jpeg")
    address = f"/media/{rendition.file.name}"
    first = client.get(address)
    assert b"".join(first.streaming_content)
    headers = {"if-none-match": first["ETag"]}
    assert client.get(address, headers=headers).status_code == 304
    rendition.file.storage.delete(rendition.file.name)
    assert client.get(address, headers=headers).status_code == 404


def test_originals_documents_and_other_files_are_not_served(client):
    page_showing(image := CampaignImageFactory())
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
        "recordings/",
        "recordings/ama.mp3",
        "recordings/nothingofthisnamexxx.mp3",
        f"recordings/../{document.file.name}",
        f"images/../{CampaignRecordingFactory().file.name}",
    ):
        assert client.get(f"/media/{name}", follow=True).status_code == 404, name


def test_document_is_an_attachment_under_a_random_name(client):
    document = CampaignDocumentFactory()
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment;")
    assert "Accra" not in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == scrub_pdf(PDF)
    assert not response.cookies


def test_lost_object_storage_is_no_error_of_ours(client, settings, monkeypatch):
    page_showing(image := CampaignImageFactory())
    rendition = image.get_rendition("width-360|format-jpeg")
    monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", NO_STORAGE)
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
    response = client.get(f"/media/{rendition.file.name}")
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")


@pytest.fixture
def recording():
    """The address of a recording in a public story, and what lies there."""
    story_with(recording=(stored := CampaignRecordingFactory(is_voiced_by_actor=True)))
    with stored.file.storage.open(stored.file.name) as file:
        return stored.file.url, file.read()


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_recording_is_served_whole_as_mp3_without_a_cookie(client, recording):
    address, content = recording
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Cache-Control"] == "no-cache"
    assert int(response["Content-Length"]) == len(content)
    assert body(response) == content
    assert not response.cookies


@pytest.mark.parametrize(("asked", "first", "last"), [("0-1", 0, 1), ("100-", 100, -1), ("-100", -100, -1)])
def test_a_player_gets_the_part_it_asks_for(client, recording, asked, first, last):
    address, content = recording
    first, last = (place % len(content) for place in (first, last))
    response = client.get(address, headers={"range": f"bytes={asked}"})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
    assert int(response["Content-Length"]) == last - first + 1
    assert response["Content-Type"] == "audio/mpeg"
    assert body(response) == content[first : last + 1]


def test_parts_together_are_the_whole(client, recording):
    address, content = recording
    parts = [
        body(client.get(address, headers={"range": f"bytes={start}-{start + 999}"}))
        for start in range(0, len(content), 1000)
    ]
    assert b"".join(parts) == content


def test_a_part_behind_the_end_is_refused_with_the_size(client, recording):
    address, content = recording
    response = client.get(address, headers={"range": f"bytes={len(content)}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-5", "lines=0-1"])
def test_what_is_not_one_range_gives_the_whole(client, recording, asked):
    address, content = recording
    response = client.get(address, headers={"range": asked})
    assert (response.status_code, body(response)) == (200, content)


def test_a_part_is_given_only_of_the_file_that_the_player_knows(client, recording):
    address, content = recording
    etag = client.head(address)["ETag"]
    for known, status in ((etag, 206), ('"another"', 200), (f"W/{etag}", 200), ("Tue, 24 Nov 2026", 200)):
        response = client.get(address, headers={"range": "bytes=0-1", "if-range": known})
        assert response.status_code == status, known
        assert body(response) == (content[:2] if status == 206 else content)


def test_a_player_that_has_the_recording_does_not_get_it_again(client, recording):
    address, _content = recording
    headers = {"if-none-match": client.head(address)["ETag"], "range": "bytes=0-1"}
    assert client.get(address, headers=headers).status_code == 304


def test_asking_about_a_recording_brings_its_size_and_no_part(client, recording):
    address, content = recording
    response = client.head(address, headers={"range": "bytes=0-1"})
    assert (response.status_code, int(response["Content-Length"])) == (200, len(content))


def test_lost_object_storage_costs_recordings_for_a_while(client, settings, monkeypatch, recording):
    address, _content = recording
    monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", NO_STORAGE)
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
    response = client.get(address, headers={"range": "bytes=0-1"})
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
