"""Pictures, sound and videos in object storage: written by one process, read by another, from our own origin."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from campaign_site.delivery.object_storage import ObjectStorage
from campaign_site.media.models import CampaignRecording
from campaign_site.settings.environment import env, media_storage
from stories.consent.choices import AskedBy, Element, TakedownMode
from stories.takedown import VERIFY, take_down
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory, CampaignRecordingFactory
from tests.factories.pages import page_showing
from tests.factories.stories import story_with
from tests.factories.videos import CampaignVideoFactory, page_with, video_bytes
from tests.production import engines
from tests.production.doors import Door

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def storage(object_storage, monkeypatch):
    monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", object_storage)
    return ObjectStorage(**media_storage()["OPTIONS"])


def picture() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (20, 10), "teal").save(output, "WEBP")
    return output.getvalue()


def test_a_picture_is_read_through_our_own_origin(start, storage, object_storage):
    content = picture()
    name = storage.save("images/abc.width-360.webp", ContentFile(content))
    page_showing(image := CampaignImageFactory())
    image.renditions.create(filter_spec="width-360|format-webp", file=name, width=20, height=10)
    with start(MEDIA_URL_S3=object_storage) as door:
        answer = door.ask(f"/media/{name}")
        assert answer.status == 200
        assert answer.body == content
        assert answer.headers["content-type"] == "image/webp"
        assert "location" not in answer.headers
        assert door.ask("/readyz").status == 200


def test_a_recording_is_read_in_parts_through_our_own_origin_and_through_the_edge(start, storage, object_storage):
    content = bytes(range(256)) * 400
    name = storage.save(f"recordings/{'a' * 20}.mp3", ContentFile(content))
    story_with(recording=(recording := CampaignRecordingFactory(is_voiced_by_actor=True)))
    CampaignRecording.objects.filter(pk=recording.pk).update(file=name)
    with (
        start(MEDIA_URL_S3=object_storage) as door,
        engines.varnish(urlsplit(door.address).port) as edge,
    ):
        for asked in (door, Door(edge)):
            whole = asked.ask(f"/media/{name}")
            assert (whole.status, whole.body) == (200, content)
            assert whole.headers["content-type"] == "audio/mpeg"
            for first, last in ((0, 1), (50_000, 50_999), (102_000, 102_399)):
                part = asked.ask(f"/media/{name}", Range=f"bytes={first}-{last}")
                assert (part.status, part.body) == (206, content[first : last + 1])
                assert part.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"
            assert asked.ask(f"/media/{name}", Range="bytes=200000-").status == 416


def test_a_video_is_prepared_from_and_into_the_bucket_and_read_in_parts(
    start, object_storage, settings, monkeypatch
):
    monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", object_storage)
    settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
    video = CampaignVideoFactory(content=video_bytes())
    upload = video.original.name
    video.refresh_from_db()
    page_with(video)
    assert video.is_ready and not default_storage.exists(upload)
    with start(MEDIA_URL_S3=object_storage) as door:
        whole = door.ask(f"/media/{video.file_name}")
        assert (whole.status, len(whole.body), whole.headers["content-type"]) == (200, video.size, "video/webm")
        part = door.ask(f"/media/{video.file_name}", Range="bytes=0-99")
        assert (part.status, part.body) == (206, whole.body[:100])
        assert door.ask(f"/media/{video.captioned['en'].name}").body.startswith(b"WEBVTT")
        assert door.ask(f"/media/{upload}").status == 404


def test_a_stranger_reads_no_original_and_no_document_neither_here_nor_from_the_bucket_itself(
    start, storage, object_storage
):
    """Of a picture that a page shows, what was uploaded; of a document, what does not come through its view."""
    page_showing(image := CampaignImageFactory())
    document = CampaignDocumentFactory()
    for record in (image, document):
        storage.save(record.file.name, ContentFile(record.file.open().read()))
    shown = storage.save("images/shown.width-360.webp", ContentFile(picture()))
    image.renditions.create(filter_spec="width-360|format-webp", file=shown, width=20, height=10)
    storage.save("images/of_no_page.webp", ContentFile(picture()))
    bucket = Door(object_storage.replace("key:secret@", "").removesuffix("/media"), {})
    with start(MEDIA_URL_S3=object_storage) as door:
        assert door.ask(f"/media/{shown}").status == 200
        for name in (
            image.file.name,
            document.file.name,
            "images/of_no_page.webp",
            f"images/../{image.file.name}",
        ):
            assert door.ask(f"/media/{name}").status == 404, name
    for name in (shown, image.file.name, document.file.name):
        assert storage.exists(name)
        assert bucket.ask(f"/media/{name}").status == 403, name


def test_what_is_taken_back_while_object_storage_is_away_is_hidden_at_once_and_gone_from_it_later(
    settings, monkeypatch, time_machine
):
    port = engines.free_port()
    with engines.object_storage(at=port) as address:
        monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", address)
        settings.STORAGES = {**settings.STORAGES, "default": media_storage()}
        story = story_with(picture=(image := CampaignImageFactory()), covered={Element.FACE})
        made = image.get_rendition("width-360|format-webp").file.name
        path, stored = story.get_url_parts()[2], default_storage
        assert stored.exists(made) and Client().get(f"/media/{made}").status_code == 200

    take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)

    assert Client().get(path).status_code == Client().get(f"/media/{made}").status_code == 404
    assert OutboxItem.objects.get(kind=VERIFY).done_at is None
    with engines.object_storage(at=port):
        time_machine.move_to(timezone.now() + timedelta(minutes=1))
        outbox.run_due()
        assert not stored.exists(made) and not stored.exists(image.file.name)
        image.refresh_from_db()
        assert stored.exists(image.file.name), "under a name that nobody knows"


def test_losing_object_storage_loses_the_pictures_and_nothing_else_until_it_is_back(start, monkeypatch):
    port = engines.free_port()
    page = page_showing(image := CampaignImageFactory())
    with engines.object_storage(at=port) as address:
        monkeypatch.setitem(env.ENVIRON, "MEDIA_URL_S3", address)
        shown = ObjectStorage(**media_storage()["OPTIONS"]).save(
            "images/lost.width-360.webp", ContentFile(picture())
        )
        image.renditions.create(filter_spec="width-360|format-webp", file=shown, width=20, height=10)
    with start(MEDIA_URL_S3=address) as door:
        away = door.ask(f"/media/{shown}")
        assert (away.status, away.headers["cache-control"]) == (503, "no-store")
        assert int(away.headers["retry-after"]) > 0
        assert b'"media": false' in door.ask("/readyz").body
        assert door.ask(page.get_url_parts()[2]).status == door.ask("/en/").status == 200
        with engines.object_storage(at=port):
            assert door.ask(f"/media/{shown}").body == picture()
            assert door.ask("/readyz").status == 200
