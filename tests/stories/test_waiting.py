"""What waits for whom, asked once for all stories, is what the buttons of each story say."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stories.approvals import approve
from stories.consent.choices import ApprovedBy, ReviewRole
from stories.models import StoryPage, StoryReviewTask
from stories.waiting import waiting_for, waiting_for_the_person
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import StoryFactory, judge
from tests.stories.reviewing import hand_in, handed_in

pytestmark = pytest.mark.django_db


def offered_to(user) -> set:
    """Return the stories under review whose buttons this user sees, asked one by one."""
    return {
        story for story in StoryPage.objects.all()
        if isinstance(task := story.current_workflow_task, StoryReviewTask) and task.get_actions(story, user)
    }  # fmt: skip


def showing(picture, owner):
    body = [("text", "<p>They told me.</p>"), ("picture", {"image": picture, "caption": "", "shows": "nobody"})]
    return handed_in(owner=owner, body=body)


def test_reviews_that_wait_are_those_that_the_buttons_offer(writer, reviewer):
    both = UserFactory(role="Writer")
    both.groups.add(Group.objects.get(name="Reviewer"))
    picture, other = CampaignImageFactory(uploaded_by_user=reviewer), CampaignImageFactory(uploaded_by_user=writer)
    plain, own = handed_in(owner=writer), handed_in(owner=both)
    theirs, elsewhere = showing(picture, writer), showing(other, writer)
    helped = handed_in(owner=writer)
    helped.get_latest_revision_as_object().save_revision(user=reviewer)
    StoryFactory(live=True), StoryFactory(consented=True)

    for user in (reviewer, both, writer, UserFactory(role="Reviewer"), UserFactory(is_superuser=True)):
        assert set(waiting_for(user)) == offered_to(user), user

    assert set(waiting_for(reviewer)) == {plain, own, elsewhere}
    assert set(waiting_for(both)) == {plain, theirs, elsewhere, helped}


def test_who_has_judged_a_text_is_not_asked_again(writer, reviewer):
    story = hand_in(StoryFactory(consented=True, owner=writer))
    reviewer.groups.add(Group.objects.get(name="Protection officer"))
    assert waiting_for(reviewer).get() == story
    story.current_workflow_state.cancel(writer)
    judge(story, officer=reviewer, roles=[ReviewRole.PROTECTION])
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    story.get_workflow().start(story, writer)

    assert not waiting_for(reviewer).exists()
    assert waiting_for(UserFactory(role="Reviewer")).get() == story


def test_a_switched_off_reviewer_is_asked_nothing(submitted, reviewer):
    reviewer.is_active = False

    assert not waiting_for(reviewer).exists()


def test_a_text_waits_for_the_person_until_they_said_yes_to_it(writer):
    handed_in(owner=writer)
    waiting = hand_in(StoryFactory(consented=True, owner=writer), found_safe=True)
    assert waiting_for_the_person().get() == waiting

    approve(waiting.get_latest_revision(), by=ApprovedBy.CODE)

    assert not waiting_for_the_person().exists()


def test_ten_reviews_with_pictures_cost_as_many_queries_as_two(writer, reviewer):
    def ask():
        user = type(reviewer).objects.get(pk=reviewer.pk)
        with CaptureQueriesContext(connection) as captured:
            found = len(waiting_for(user)) + len(waiting_for_the_person())
        return found, len(captured)

    def show(count):
        for _number in range(count):
            showing(CampaignImageFactory(uploaded_by_user=reviewer), writer)
            showing(CampaignImageFactory(uploaded_by_user=writer), writer)

    show(1)
    ask()
    (few, queries) = ask()
    show(4)

    assert ask() == (few + 4, queries)
