"""A story's files are public while readers see them in it: neither before nor after, nor what was taken back."""

from datetime import timedelta
from pathlib import PurePosixPath

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse

from campaign_site.media.models import CampaignImage, CampaignRecording
from campaign_site.media.renditions import make_renditions
from stories.consent import withdrawals
from stories.consent.choices import AskedBy, Element, TakedownMode
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.takedown import take_down
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory, picture_bytes
from tests.factories.pages import page_showing
from tests.factories.stories import publish, story_with

pytestmark = pytest.mark.django_db
FACE, VOICE = frozenset({Element.FACE}), frozenset({Element.VOICE})


@pytest.fixture(autouse=True)
def _in_turn(settings):
    settings.WORK_IN_BACKGROUND = False


@pytest.fixture
def face():
    return CampaignImageFactory(content=picture_bytes(size=(1200, 900)))


@pytest.fixture
def recording():
    return CampaignRecordingFactory()


@pytest.fixture
def story(face, run_commits):
    """A public story that shows the person's face, with the sizes that publishing made."""
    with run_commits():
        return story_with(picture=face, covered=FACE)


def addresses(image) -> list[str]:
    return [f"/media/{name}" for name in image.renditions.values_list("file", flat=True)]


def statuses(client, known) -> set[int]:
    assert known
    return {client.get(address).status_code for address in known}


def test_a_face_is_public_while_its_story_shows_it(client, story, face):
    assert statuses(client, addresses(face)) == {200}


def test_a_picture_of_a_hidden_story_does_not_come_back_in_the_admin(client, story, face, run_commits):
    known = addresses(face)
    old = PurePosixPath(face.file.name)
    with run_commits():
        take_down(story.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    assert statuses(client, known) == {404}
    client.force_login(UserFactory(role="Protection officer"))
    for page in (reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[face.pk])):
        assert client.get(page).status_code == 200
    client.logout()
    made_anew = addresses(face)
    assert statuses(client, made_anew) == {404}
    assert not [address for address in made_anew if old.stem in address], "known addresses stay dead"
    assert not default_storage.exists(str(old))
    face.refresh_from_db()
    assert default_storage.exists(face.file.name)


def test_a_face_that_was_taken_back_is_not_made_again_by_the_next_publication(client, story, face, run_commits):
    known, old = addresses(face), face.file.name
    with run_commits():
        narrow(story.contributor.consents.get(), elements=set())
    story = StoryPage.objects.get(pk=story.pk)
    story.headline = "Other words"
    with run_commits():
        publish(story)
    assert client.get(story.url).status_code == 200
    assert not face.renditions.exists()
    assert statuses(client, known) == {404}
    assert not default_storage.exists(old), "whatever is made of it anew lies elsewhere"


def test_a_face_behind_what_was_taken_back_is_refused_even_where_its_sizes_are_there(client, story, face):
    narrow(story.contributor.consents.get(), elements=set())
    make_renditions(face, "text")
    assert statuses(client, addresses(face)) == {404}


def test_a_face_of_two_people_is_gone_once_both_have_taken_it_back(client, story, face, run_commits):
    with run_commits():
        other = story_with(picture=face, covered=FACE)
    known = addresses(face)
    with run_commits():
        narrow(story.contributor.consents.get(), elements=set())
    assert statuses(client, known) == {200}
    with run_commits():
        narrow(other.contributor.consents.get(), elements=set())
    assert statuses(client, known) == {404}
    assert not face.renditions.exists()


def test_what_another_page_shows_keeps_its_address(client, story, face, run_commits):
    page_showing(face)
    known = addresses(face)
    with run_commits():
        narrow(story.contributor.consents.get(), elements=set())
    assert statuses(client, known) == {200}


def test_files_end_with_the_consents_last_day_before_any_job_has_run(client, story, face, recording):
    heard = story_with(recording=recording, covered=VOICE, elements=VOICE)
    known = [*addresses(face), recording.file.url]
    assert statuses(client, known) == {200}
    last = max(other.contributor.consents.get().valid_until for other in (story, heard))
    with time_machine.travel(f"{last + timedelta(days=1)}T00:00:01Z"):
        assert statuses(client, known) == {404}


def test_files_are_not_served_while_withdrawals_wait_to_be_replayed(client, story, face, settings):
    withdrawals.keep_file()
    with open(settings.WITHDRAWAL_LEDGER, "a") as file:
        file.write("a line that this database does not know\n")
    assert client.get(story.url).status_code == 404
    assert statuses(client, addresses(face)) == {404}


def test_a_recording_that_turns_out_to_be_the_persons_own_voice_is_silent_at_once(client):
    recording = CampaignRecordingFactory(is_voiced_by_actor=True)
    story = story_with(recording=recording)
    assert client.get(recording.file.url).status_code == 200
    CampaignRecording.objects.update(is_voiced_by_actor=False)
    assert client.get(story.url).status_code == 404
    assert client.get(recording.file.url).status_code == 404


def test_a_picture_with_other_words_than_the_approved_ones_is_refused(client, story, face):
    CampaignImage.objects.update(description="A woman in front of the station")
    assert client.get(story.url).status_code == 404
    assert statuses(client, addresses(face)) == {404}


@pytest.mark.parametrize("kind", ["picture", "recording"])
def test_an_answer_asks_the_gate_and_costs_little(
    client, story, face, recording, kind, django_assert_max_num_queries
):
    story_with(recording=recording, covered=VOICE, elements=VOICE)
    address = addresses(face)[0] if kind == "picture" else recording.file.url
    client.get(address)
    with django_assert_max_num_queries(9):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("when", ["never covered", "taken back"])
def test_a_story_is_not_found_by_the_caption_of_a_picture_that_is_not_shown(client, face, run_commits, when):
    text, block = ("text", "<p>Cooking</p>"), {"image": face, "caption": "Zanzibarharbour", "shows": "face"}
    body = [text, ("picture", block)]
    with run_commits():
        story = story_with(picture=face, covered=FACE if when == "taken back" else (), body=body)
    if when == "taken back":
        assert story.headline in client.get("/en/search/?q=Zanzibarharbour").content.decode()
        with run_commits():
            narrow(story.contributor.consents.get(), elements=set())
    assert story.headline not in client.get("/en/search/?q=Zanzibarharbour").content.decode()
    assert story.headline in client.get("/en/search/?q=Cooking").content.decode()


def test_a_draft_is_heard_in_its_preview_by_editors_only(client, recording):
    story = story_with(recording=recording, covered=VOICE, elements=VOICE, live=False)
    html = story.make_preview_request().render().content.decode()
    assert f'src="/admin/media/{recording.file.name}"' in html
    assert client.get(recording.file.url).status_code == 404
