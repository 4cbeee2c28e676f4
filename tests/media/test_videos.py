"""Every way in which a video comes in: prepared after the request, shown never before, and no upload stays."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.jobs.background import Lane
from campaign_site.delivery.models import OutboxItem
from campaign_site.media import confinement
from campaign_site.media.models import CampaignCaptions, CampaignVideo
from campaign_site.media.permissions import video_policy
from campaign_site.media.video import choices, engine, preparing
from campaign_site.media.video.captions import UnusableCaptions
from campaign_site.media.video.choices import Problem, State
from campaign_site.media.video.fields import MAX_BYTES
from tests.factories.accounts import UserFactory
from tests.factories.media import SECRET
from tests.factories.videos import PLACE, CampaignVideoFactory, captions, video_bytes
from tests.media.test_admin import everything_stored

pytestmark = [pytest.mark.django_db, pytest.mark.confinement]


@pytest.fixture
def before():
    """What lay in storage before: other tests leave uploads that nobody prepared."""
    return set(everything_stored())


def assert_nothing_of_the_upload_is_stored(before):
    new = {name: content for name, content in everything_stored().items() if name not in before}
    for name, content in new.items():
        assert SECRET.encode() not in content and PLACE.encode() not in content, name
        assert "Ama" not in name and not name.startswith("uploads/")


def test_it_is_prepared_after_the_request_and_the_upload_is_gone(run_commits, before):
    with run_commits():
        video = CampaignVideoFactory(content=video_bytes(secrets=True), poster_second=9)
        assert video.state == State.WAITING and default_storage.exists(video.original.name)
    video.refresh_from_db()
    assert (video.state, video.original.name, video.duration) == (State.READY, "", 1)
    assert (video.width, video.height) == (64, 48)
    with default_storage.open(video.file_name) as file:
        assert video.size == len(file.read())
    assert default_storage.exists(video.poster_name)
    assert_nothing_of_the_upload_is_stored(before)
    assert OutboxItem.objects.get(kind=choices.KIND).done_at


def test_what_cannot_be_read_is_told_and_nothing_of_it_stays(run_commits, before):
    with run_commits():
        video = CampaignVideoFactory(content=b"\0\0\0\x18ftypmp42" + SECRET.encode())
    video.refresh_from_db()
    assert (video.state, video.problem, video.file_name) == (State.FAILED, Problem.UNREADABLE, "")
    assert str(video.told_state).startswith("Could not be prepared: This file cannot be read as a video.")
    assert_nothing_of_the_upload_is_stored(before)


def test_a_server_that_was_killed_meanwhile_begins_again(monkeypatch, run_commits, before):
    def killed(*args):
        raise KeyboardInterrupt

    video = CampaignVideoFactory(content=video_bytes())
    item = OutboxItem.objects.get(kind=choices.KIND)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(preparing, "encode", killed)
        outbox.run(item.key)
    assert CampaignVideo.objects.get(pk=video.pk).state == State.WAITING
    OutboxItem.objects.update(lease_until=None)
    assert outbox.run_due(Lane.OTHER) == 0, "a take-down must not wait for it"
    with run_commits():
        assert outbox.run_due(Lane.LONG) == 1
    assert CampaignVideo.objects.get(pk=video.pk).state == State.READY
    assert_nothing_of_the_upload_is_stored(before)


def test_one_that_is_deleted_while_it_is_prepared_leaves_nothing(monkeypatch, run_commits, before):
    own = preparing.encode

    def deletes_meanwhile(*args):
        made = own(*args)
        CampaignVideo.objects.all().delete()
        return made

    monkeypatch.setattr(preparing, "encode", deletes_meanwhile)
    with run_commits():
        CampaignVideoFactory(content=video_bytes(), languages=())
    assert not CampaignVideo.objects.exists()
    assert set(everything_stored()) == before


@pytest.mark.parametrize("state", ["waiting", "ready"])
def test_what_is_deleted_is_gone_whoever_deletes_it(run_commits, state, before):
    video = CampaignVideoFactory(content=video_bytes() if state == "waiting" else None)
    with run_commits():
        CampaignVideo.objects.filter(pk=video.pk).delete()
    assert set(everything_stored()) == before
    assert not CampaignCaptions.objects.exists()


@pytest.mark.parametrize("content", [b"", b"#EXTM3U\n", b"<svg/>", b"RIFF....AVI LIST"], ids=str)
def test_what_is_no_video_is_refused_at_once_and_never_stored(content, before):
    video = CampaignVideo(title="x", original=ContentFile(content, name="x.mp4"))
    with pytest.raises(ValidationError) as refused:
        video.full_clean()
    assert "original" in refused.value.message_dict
    with pytest.raises(ValidationError):
        video.save()
    assert set(everything_stored()) == before


def test_what_is_too_large_is_refused_before_it_is_read():
    file = ContentFile(b"\0\0\0\x18ftypmp42", name="x.mp4")
    file.size = MAX_BYTES + 1
    with pytest.raises(ValidationError, match="50 MB"):
        CampaignVideo(title="x", original=file).save()


@pytest.mark.parametrize(
    "change",
    [
        {"file_name": "uploads/a.upload"},
        {"file_name": ""},
        {"poster_name": "original_images/a.jpg"},
        {"file_hash": ""},
        {"duration": 0},
        {"duration": 181},
        {"width": 4096},
        {"height": 0},
        {"original": "uploads/a.upload"},
        {"state": "waiting"},
        {"state": "failed"},
        {"state": "failed", "file_name": "", "poster_name": ""},
    ],
    ids=str,
)
def test_the_database_refuses_a_video_that_was_not_encoded_by_us(change):
    video = CampaignVideoFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignVideo.objects.filter(pk=video.pk).update(**change)


def test_captions_are_written_anew_one_by_one_and_in_bulk():
    video = CampaignVideoFactory(languages=())
    dirty = f"WEBVTT\n\nNOTE {SECRET}\n\n00:00.000 --> 00:01.000 line:0\n<v {SECRET}>Words\n"
    video.captions.create(language="en", text=dirty)
    CampaignCaptions.objects.bulk_create([CampaignCaptions(video=video, language="ar", text=dirty)])
    texts = dict(video.captions.values_list("language", "text"))
    assert texts["en"] == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nWords\n"
    assert texts["ar"] == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n\u200fWords\n"
    with pytest.raises(UnusableCaptions):
        video.captions.create(language="fr", text="<script>")


def test_other_words_have_another_address():
    video = CampaignVideoFactory()
    one = video.captions.get()
    before = one.name
    one.text = captions("fr")
    one.save()
    assert one.name != before and one.name.startswith("captions/")


@pytest.mark.parametrize("change", [{"text": "<script>"}, {"language": "de"}], ids=str)
def test_the_database_refuses_what_is_no_captions(change):
    CampaignVideoFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignCaptions.objects.update(**change)


def test_a_language_has_captions_once():
    video = CampaignVideoFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        video.captions.create(language="en", text=captions())


def test_nothing_but_its_number_is_told_of_a_video():
    video = CampaignVideoFactory(title="Ama, Accra")
    assert str(video) == f"Video {video.pk}"
    assert str(video.captions.get()) == f"Captions {video.captions.get().pk}"
    assert (video.length, CampaignVideo(duration=0).length) == ("1:01", "")


@pytest.mark.parametrize(
    ("place", "name", "missing"),
    [(engine, "find_spec", lambda name: None), (confinement, "MACHINES", {})],
    ids=["the extra", "what confines it"],
)
def test_nobody_may_add_one_where_something_is_missing(monkeypatch, place, name, missing):
    administrator = UserFactory(is_superuser=True)
    assert video_policy.user_has_permission(administrator, "add")
    engine.engine_is_there.cache_clear()
    monkeypatch.setattr(place, name, missing)
    try:
        assert not video_policy.user_has_permission(administrator, "add")
        assert video_policy.user_has_permission(administrator, "change")
    finally:
        engine.engine_is_there.cache_clear()
