"""A person's voice in a story: covered by the consent, reviewed as it is heard, and beside its words."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaign_site.media.models import CampaignRecording
from stories.authorship import author_ids
from stories.consent.choices import Element
from stories.models import StoryPage
from stories.publication import PublicationRefused, consent_reasons, content_hash, may_publish
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignRecordingFactory, sound_bytes
from tests.factories.stories import StoryFactory, publish

pytestmark = pytest.mark.django_db

WORDS = "They told me I would cook for one family."


def body(recording, title="In her own words", transcript=WORDS) -> list:
    return [("audio", {"recording": recording, "title": title, "transcript": transcript})]


@pytest.fixture
def recording():
    """The person's own voice."""
    return CampaignRecordingFactory()


@pytest.fixture
def story(recording):
    """A live story in which the person is heard, and has agreed to be."""
    return StoryFactory(body=body(recording), elements={Element.VOICE}, live=True)


def codes(story) -> list[str]:
    return [reason.code for reason in consent_reasons(story)]


def test_a_voice_needs_the_tick_and_the_consent(recording):
    story = StoryFactory(body=body(recording), consented=True)
    assert codes(story) == ["voice"]
    story.elements = {Element.VOICE}
    assert codes(story) == ["elements"]


def test_a_voice_is_a_reason_also_where_there_is_no_consent_at_all(recording):
    assert codes(StoryFactory(body=body(recording))) == ["no_consent", "voice"]


def test_words_read_by_somebody_else_need_no_consent_to_the_voice():
    recording = CampaignRecordingFactory(is_voiced_by_actor=True)
    assert codes(StoryFactory(body=body(recording), consented=True)) == []


def test_one_voice_among_several_recordings_is_enough(recording):
    read = CampaignRecordingFactory(is_voiced_by_actor=True)
    assert codes(StoryFactory(body=[*body(read), *body(recording)], consented=True)) == ["voice"]


def test_words_without_a_recording_need_nothing():
    assert codes(StoryFactory(body=body(None), consented=True)) == []


def test_a_story_with_a_voice_cannot_go_live_unticked(recording):
    story = StoryFactory(body=body(recording), consented=True)
    with pytest.raises(PublicationRefused) as refused:
        publish(story)
    assert [reason.code for reason in refused.value.reasons] == ["voice"]
    assert not StoryPage.objects.get().live


def test_a_story_with_a_voice_is_read_and_heard(client, story, recording):
    html = client.get(story.url).content.decode()
    assert f'src="/media/{recording.file.name}"' in html
    assert 'preload="none"' in html and "autoplay" not in html
    assert "In her own words" in html and WORDS in html and "0:01" in html
    assert recording.title not in html


def test_a_reader_is_told_that_somebody_else_is_heard(client, story):
    told = "This is not the person’s own voice."
    assert told not in client.get(story.url).content.decode()
    read = CampaignRecordingFactory(is_voiced_by_actor=True)
    other = StoryFactory(body=body(read), live=True)
    assert told in client.get(other.url).content.decode()


def change_file(recording):
    recording.file = ContentFile(sound_bytes(pitches=(880.0,)), name="x.wav")
    recording.save()


def change_voice(recording):
    CampaignRecording.objects.update(is_voiced_by_actor=True)


def delete(recording):
    recording.delete()


@pytest.mark.parametrize("change", [change_file, change_voice, delete])
def test_a_changed_recording_hides_the_story_until_it_is_reviewed_again(client, story, recording, change):
    assert client.get(story.url).status_code == 200
    change(recording)
    assert client.get(story.url).status_code == 404
    assert "not_reviewed_second" in [reason.code for reason in may_publish(StoryPage.objects.get())]
    publish(StoryPage.objects.get())
    assert client.get(story.url).status_code == 200


def test_what_only_editors_see_hides_nothing(client, story):
    CampaignRecording.objects.update(title="Other words for the editors")
    assert client.get(story.url).status_code == 200


def test_the_hash_knows_everything_that_is_heard_or_read(recording):
    variants = [
        body(recording),
        body(recording, title="Other words"),
        body(recording, transcript="Other words"),
        body(CampaignRecordingFactory()),
        body(None),
    ]
    story = StoryFactory()
    hashes = set()
    for variant in variants:
        story.body = variant
        hashes.add(content_hash(story))
    assert len(hashes) == len(variants)


def test_the_hash_does_not_change_by_itself(story):
    assert (
        content_hash(StoryPage.objects.get()) == content_hash(StoryPage.objects.get()) == story.live_content_hash
    )


def test_text_that_was_stored_before_there_were_recordings_can_be_read():
    story = StoryFactory(consented=True)
    old = [{"type": "audio", "value": {"audio": None, "title": "Listen", "transcript": WORDS}, "id": "1"}]
    story.body = old
    story.save()
    assert codes(StoryPage.objects.get()) == []
    assert StoryPage.objects.get().body[0].value["recording"] is None


def test_whoever_adds_or_changes_a_recording_is_among_the_authors(client, recording):
    story = StoryFactory(body=[*body(recording), *body(None)])
    assert author_ids(story) == {story.owner_id}

    uploader = UserFactory()
    CampaignRecording.objects.update(uploaded_by=uploader)
    assert author_ids(story) == {story.owner_id, uploader.pk}

    officer = UserFactory(role="Protection officer")
    client.force_login(officer)
    data = {"title": recording.title, "is_voiced_by_actor": "on"}
    client.post(reverse("recordings:edit", args=[recording.pk]), data)
    assert author_ids(story) == {story.owner_id, uploader.pk, officer.pk}
