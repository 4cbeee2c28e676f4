"""Two people at once: whoever publishes, decides or agrees waits for what is under way with the same person."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, transaction

from campaign_site.delivery.database.sqlite_turns import wait_for_turn
from stories.approvals import approve
from stories.consent.choices import ApprovedBy, Element, Status
from stories.consent.lifecycle import move
from stories.consent.sealing import lock
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.publication import PublicationRefused, content_hash
from stories.slots import set_slot
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.stories import CONFIRMED, StoryFactory
from tests.stories.reviewing import handed_in
from tests.together import together as at_once

PATIENCE = {"sqlite": "PRAGMA busy_timeout = 200", "postgresql": "SET lock_timeout = '200ms'"}


def in_a_hurry(act):
    """Run this on a connection of its own that waits a fifth of a second for others, and no longer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE[connection.vendor])
        if wait_for_turn in connection.execute_wrappers:
            connection.execute_wrappers.remove(wait_for_turn)
        return act()
    finally:
        connection.close()


def put_live(pk):
    """Put a page live by SQL, up to what commit would check."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, pk])
        connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_publishing_waits_for_a_withdrawal_under_way():
    story = StoryFactory(consented=True)

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        # Not `withdraw`, which locks the pages it knows: this is about a page that it does not see yet.
        move(story.contributor.consents.get(), Status.WITHDRAWN)
        with pytest.raises(OperationalError):
            other.submit(in_a_hurry, lambda: put_live(story.pk)).result(timeout=30)

    assert not StoryPage.objects.live().exists()


# Whoever comes second may be refused.
together = partial(at_once, refusals=(PermissionDenied, PublicationRefused))


@pytest.fixture
def reviewed():
    """A story that its reviewer may let pass, and a function that does."""
    story, reviewer = handed_in(headline="Hello [first_name]"), UserFactory(role="Reviewer")

    def let_pass():
        page = StoryPage.objects.get(pk=story.pk)
        state = page.current_workflow_task_state
        if state is None:
            raise PermissionDenied
        try:
            page.current_workflow_task.on_action(state, reviewer, "approve", **CONFIRMED)
        except OperationalError as error:  # waited longer than the database lets anybody wait, on a busy machine
            raise PermissionDenied from error

    return story, let_pass


def ways_to_write(story, reviewer):
    """Return what somebody does beside whoever holds the person's record."""
    state = story.current_workflow_task_state
    return {
        "approve": lambda: state.task.specific.on_action(state, reviewer, "approve", **CONFIRMED),
        "reject": lambda: state.task.specific.on_action(state, reviewer, "reject"),
        "say yes": lambda: approve(story.get_latest_revision(), by=ApprovedBy.CODE),
        "show less": lambda: narrow(story.contributor.consents.get(), languages={"en"}),
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["approve", "reject", "say yes", "show less"])
def test_everybody_waits_for_whoever_holds_the_persons_record(way):
    story = handed_in()
    act = ways_to_write(story, UserFactory(role="Reviewer"))[way]

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            lock(story.contributor)
            with pytest.raises(OperationalError):
                other.submit(in_a_hurry, act).result(timeout=30)
        other.submit(in_a_hurry, act).result(timeout=30)


@pytest.mark.django_db(transaction=True)
def test_last_review_with_nobody_beside_it_makes_the_story_public(reviewed):
    story, let_pass = reviewed

    assert together(let_pass) == [None]

    assert StoryPage.objects.live().get() == story


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_last_review_and_withdrawal_at_the_same_moment_leave_nothing_public(reviewed, _again):
    story, let_pass = reviewed

    together(let_pass, lambda: withdraw(story.contributor.consents.get()))

    assert not StoryPage.objects.live().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_last_review_and_other_words_at_the_same_moment_publish_nothing_unapproved(reviewed, _again):
    story, let_pass = reviewed

    together(let_pass, lambda: set_slot(story.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman"))

    page = StoryPage.objects.get(pk=story.pk)
    assert not page.live or content_hash(page) == page.live_content_hash
    assert not page.live, "whichever came first: hidden by the words, or refused because of them"
