"""The risk review: each statement is confirmed about exactly this text, or the text does not pass."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from stories.consent.choices import Outcome, ReviewRole
from stories.consent.models import RiskReview
from stories.moderation import record_review
from stories.risk_review import CONFIRM, STATEMENTS, VERSION
from tests.factories.stories import CONFIRMED

pytestmark = pytest.mark.django_db

ALL_BUT_ONE = [{**CONFIRMED, key: False} for key in STATEMENTS]
AJAX = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def press(client, reviewer, submitted):
    """`press(answers)` sends the dialogue's form as the reviewer; return the answer."""
    client.force_login(reviewer)
    state = submitted.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", state.pk])

    def send(answers):
        boxes = {key: "on" for key, is_so in answers.items() if is_so}
        return client.post(address, {"comment": "Read twice.", **boxes}, headers=AJAX)

    return send


def is_live(story):
    story.refresh_from_db()
    return story.live


def test_every_statement_confirmed_is_kept_with_its_wordings_number(press, submitted):
    press(CONFIRMED)
    review = RiskReview.objects.get(role=ReviewRole.SECOND)
    assert is_live(submitted)
    assert (review.answers, review.checklist_version) == (CONFIRMED, VERSION)


@pytest.mark.parametrize("answers", [*ALL_BUT_ONE, {}], ids=[*STATEMENTS, "none"])
def test_one_left_open_is_asked_for_beside_it_and_nothing_is_decided(press, submitted, answers):
    html = press(answers).json()["html"]
    assert html.count(str(CONFIRM)) == len(STATEMENTS) - sum(answers.values())
    assert "Read twice." in html, "what was typed is kept"
    assert not is_live(submitted)
    assert not RiskReview.objects.filter(role=ReviewRole.SECOND).exists()


@pytest.mark.parametrize("answers", [{}, {**CONFIRMED, "names": "on"}, ALL_BUT_ONE[0]], ids=str)
def test_what_the_editor_hands_on_unread_is_asked_again(reviewer, submitted, answers):
    state = submitted.current_workflow_task_state
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, reviewer, "approve", **answers)
    assert not is_live(submitted)


def test_no_program_records_a_yes_that_leaves_a_statement_open(reviewer, submitted):
    with pytest.raises(ValueError, match="every statement"):
        record_review(
            submitted,
            submitted.get_latest_revision(),
            reviewer,
            Outcome.POSITIVE,
            ReviewRole.SECOND,
            ALL_BUT_ONE[0],
        )
    assert not RiskReview.objects.filter(role=ReviewRole.SECOND).exists()


def test_asking_for_changes_needs_no_statement(reviewer, submitted):
    state = submitted.current_workflow_task_state
    state.task.specific.on_action(state, reviewer, "reject", comment="The town, please.")
    assert RiskReview.objects.get(role=ReviewRole.SECOND).outcome == Outcome.NEGATIVE
