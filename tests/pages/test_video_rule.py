"""What somebody approves is all that the page will show: no film comes to light by one person alone."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import streamfield

from campaign_site.media.models import CampaignVideo
from campaign_site.media.video.choices import Problem, State
from campaign_site.pages.schedule import publish_due
from campaign_site.pages.video_rule import VideoNotShown
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.press import PressReleasePageFactory
from tests.factories.videos import CampaignVideoFactory, captions, page_with, stored, video_bytes
from tests.pages.test_four_eyes import decide, hand_in, live
from tests.pages.written import release_form

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def officers(written_once):
    """Two press officers: one writes, the other one reads."""
    with written_once():
        return [UserFactory(role="Press officer") for _number in range(2)]


def film(video) -> list:
    return [("video", {"video": video, "title": "Weaving", "transcript": "Threads cross."})]


def draft(author, video, **kwargs):
    return PressReleasePageFactory(live=False, owner=author, body=film(video), **kwargs)


def becomes_ready(video) -> None:
    files = {"file_name": stored("webm"), "poster_name": stored("jpg"), "file_hash": "a" * 64, "original": ""}
    CampaignVideo.objects.filter(pk=video.pk).update(
        state=State.READY, duration=9, width=854, height=480, size=9, **files
    )


def test_an_officer_who_hands_in_a_film_that_is_still_being_prepared_gets_no_yes_for_it(client, officers):
    author, reader = officers
    video = CampaignVideoFactory(content=video_bytes(), title="The mill")
    page = hand_in(draft(author, video), author)

    answer = decide(client, reader, page, follow=True).content.decode()

    assert "The video “The mill” is still being prepared" in answer and not live(page)
    assert page.current_workflow_task_state.status == "in_progress", "it waits as before"
    becomes_ready(video)
    assert decide(client, reader, page).status_code == 200
    assert live(page), "now the reader could look at it"


def test_no_page_is_approved_with_a_film_that_waits_for_captions_in_its_language(client, officers):
    author, reader = officers
    video = CampaignVideoFactory(languages=("en",), title="The mill")
    page = AmbassadorPageFactory(parent=ambassador_index("fr"), live=False, owner=author, body=film(video))
    hand_in(page, author)

    answer = decide(client, reader, page, follow=True).content.decode()

    assert "The video “The mill” has no captions in the language of this page." in answer and not live(page)
    assert decide(client, reader, page, "reject").status_code == 200
    video.captions.create(language="fr", text=captions("fr"))
    page.current_workflow_state.resume(author)
    assert decide(client, reader, page).status_code == 200
    assert live(page)


def test_nor_is_one_approved_for_a_later_hour_by_which_the_film_would_be_there(client, officers):
    author, reader = officers
    hour = timezone.now() + timedelta(hours=6)
    page = hand_in(draft(author, CampaignVideoFactory(content=video_bytes()), go_live_at=hour), author)
    answer = decide(client, reader, page, follow=True).content.decode()
    assert "is still being prepared" in answer
    assert page.current_workflow_task_state.status == "in_progress"


def test_it_is_sent_back_whatever_its_film_lacks(client, officers):
    author, reader = officers
    page = hand_in(draft(author, CampaignVideoFactory(languages=())), author)
    assert decide(client, reader, page, "reject").status_code == 200
    assert page.current_workflow_state.status == "needs_changes"


def test_captions_taken_out_before_the_hour_keep_an_approved_page_from_going_live(client, officers):
    author, reader = officers
    video, hour = CampaignVideoFactory(), timezone.now() + timedelta(hours=6)
    page = hand_in(draft(author, video, go_live_at=hour), author)
    assert decide(client, reader, page).status_code == 200
    video.captions.all().delete()
    with time_machine.travel(hour + timedelta(seconds=1)):
        assert publish_due() == 0
        with pytest.raises(VideoNotShown):
            page.latest_revision.publish()
    assert not live(page)


def test_what_is_live_already_stays_as_it_is(client):
    video = CampaignVideoFactory()
    page = PressReleasePageFactory(body=film(video))
    video.captions.all().delete()
    page.save()
    assert client.get(page.url).status_code == 200


def test_a_page_of_text_may_wait_for_its_captions():
    assert page_with(CampaignVideoFactory(languages=())).live


@pytest.mark.parametrize("lacks", ["captions", "time", "pictures"])
def test_whoever_hands_it_in_is_told_beside_the_video_and_a_draft_may_wait(client, officers, lacks):
    author, _reader = officers
    video = CampaignVideoFactory(**({"languages": ()} if lacks == "captions" else {"content": video_bytes()}))
    if lacks == "pictures":
        failed = {"state": State.FAILED, "problem": Problem.UNREADABLE, "original": ""}
        CampaignVideo.objects.filter(pk=video.pk).update(**failed)
    page = draft(author, CampaignVideoFactory())
    page.save_revision(user=author)
    client.force_login(author)

    def send(**buttons):
        block = {"video": video.pk, "title": "Weaving", "transcript": "Threads cross."}
        opened_from = {"loaded_revision_id": Page.objects.get(pk=page.pk).latest_revision_id}
        typed = release_form(body=streamfield([("video", block)]), **opened_from, **buttons)
        return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed)

    assert send().status_code == 302
    refused = send(**{"action-submit": "1"})

    said = {"captions": "has no captions", "time": "is still being prepared", "pictures": "could not be prepared"}
    block_errors = refused.context["form"].errors.as_data()["body"][0].block_errors[0].block_errors
    assert said[lacks] in block_errors["video"].message
    assert said[lacks] in refused.content.decode()
    assert not Page.objects.get(pk=page.pk).workflow_in_progress
