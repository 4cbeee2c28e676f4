"""While a story is reviewed nobody edits it, and each is told in plain words what to do."""

import pytest
from django.urls import reverse
from django.utils import translation

from campaign_site.media.covering import Area, Cover, cover_picture
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import StoryFactory, clear
from tests.stories.reviewing import edit_address, hand_in, handed_in

pytestmark = pytest.mark.django_db


def told(user, story) -> str:
    """Return what the lock says to this user."""
    lock = story.get_lock()
    assert lock.for_user(user)
    return str(lock.get_message(user))


def test_reviewer_is_told_to_decide():
    assert "decide at the foot of this page" in told(UserFactory(role="Reviewer"), handed_in())


def test_author_is_told_how_to_take_the_story_back():
    story = handed_in()

    assert "choose “Stop the review”" in told(story.owner, story)


def test_another_officer_who_wrote_in_it_is_told_whom_to_ask():
    story, officer = handed_in(), UserFactory(role="Protection officer")
    story.save_revision(user=officer)

    assert "ask its author to stop the review" in told(officer, story)


@pytest.mark.parametrize("step", ["first review", "person’s yes", "second review"])
def test_everybody_is_told_that_nobody_can_approve_what_was_covered_meanwhile(step):
    picture, officer = CampaignImageFactory(), UserFactory(role="Protection officer")
    body = [("picture", {"image": picture, "caption": ""})]
    if step == "second review":
        story = handed_in(body=body)
    else:
        draft = StoryFactory(consented=True, owner=UserFactory(role="Writer"), body=body)
        story = hand_in(draft, found_safe=step != "first review")
    clear(picture)
    assert "no longer as it was handed in" not in told(officer, story)

    clear(cover_picture(picture.pk, [Area(0, 0, 9, 9)], Cover.FILL, user=officer, file_hash=picture.file_hash))

    readers = officer, UserFactory(role="Reviewer")
    assert {name for user in readers for name, *_rest in story.current_workflow_task.get_actions(story, user)} == {
        "reject"
    }
    for user in (story.owner, *readers):
        assert "Request changes at the foot of this page, or have its author stop the review" in told(user, story)


def test_the_button_is_named_as_the_message_names_it_in_every_language(client):
    story = handed_in()
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            message = told(story.owner, story)
            assert translation.gettext("Stop the review") in message


def test_the_sign_beside_the_title_is_a_closed_lock_for_everybody():
    story = handed_in()

    for user in (story.owner, UserFactory(role="Reviewer"), UserFactory(is_superuser=True)):
        shown = story.get_lock().get_context_for_user(user, {"user_can_lock": True})
        assert shown["icon"] == "lock"
        assert shown["locked_by"] == "Being reviewed"
        assert shown["description"] == "Nobody can change a story while it is being reviewed."


def test_review_itself_lets_nobody_lock_or_unlock():
    story = handed_in()
    task = story.current_workflow_task

    for user in (story.owner, UserFactory(role="Protection officer"), UserFactory(is_superuser=True)):
        assert not task.user_can_lock(story, user)
        assert not task.user_can_unlock(story, user)


def test_the_editor_shows_the_message_and_the_status_beside_it(client):
    story = handed_in()
    client.force_login(story.owner)

    page = client.get(edit_address(story)).content.decode()

    assert "nobody can change it now" in page
    assert "Nobody can change a story while it is being reviewed." in page
    assert "Only reviewers" not in page


@pytest.mark.parametrize("who", ["Protection officer", "superuser"])
def test_attacker_cannot_put_a_lock_of_their_own_on_a_review(client, who):
    story = handed_in()
    client.force_login(UserFactory(is_superuser=True) if who == "superuser" else UserFactory(role=who))

    client.post(reverse("wagtailadmin_pages:lock", args=[story.pk]))

    story.refresh_from_db()
    assert not story.locked
    assert story.current_workflow_state.user_can_cancel(story.owner)


def test_officer_who_locked_the_story_for_themselves_cannot_edit_it_under_review(client):
    officer = UserFactory(role="Protection officer")
    story = StoryFactory(consented=True, locked=True, locked_by=officer)
    story.save_revision(user=story.owner)
    client.force_login(officer)

    story.get_workflow().start(story, officer)

    story.refresh_from_db()
    assert story.get_lock().for_user(officer)
    assert (story.locked, story.locked_by, story.locked_at) == (False, None, None)
    assert "nobody can change it now" in client.get(edit_address(story)).content.decode()
