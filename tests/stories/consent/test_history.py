"""A person's history is all that was done with their records, and nobody else's."""

import pytest

from stories.consent import codes, lifecycle
from stories.consent.choices import Status
from stories.consent.history import history
from tests.factories.accounts import UserFactory
from tests.factories.stories import active_consent

pytestmark = pytest.mark.django_db


def test_history_tells_of_a_persons_own_records_in_order():
    mine, theirs = active_consent(), active_consent()
    codes.issue(mine.contributor, None)
    lifecycle.move(theirs, Status.WITHDRAWN)

    told = [event.kind for event in history(mine.contributor)]

    assert told[:2] == ["consent.given", "consent.active"]
    assert any(kind.startswith("code.") for kind in told)
    assert not any(theirs.contributor.code in event.sentence for event in history(mine.contributor))


def test_colleagues_are_called_by_their_names_and_the_system_by_its_own():
    officer, consent = UserFactory(first_name="Ada", last_name="Lo"), active_consent()
    codes.issue(consent.contributor, officer)
    told = {event.kind: event.who for event in history(consent.contributor)}
    assert told["code.issued"] == "Ada Lo"
    assert told["consent.given"] == "system"
