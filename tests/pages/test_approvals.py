"""What waits for the user stands on the dashboard in the order in which it waits."""

import pytest

from campaign_site.pages import approvals
from tests.factories.accounts import UserFactory
from tests.factories.press import PressReleasePageFactory

pytestmark = pytest.mark.django_db


def handed_in(page, author) -> None:
    page.save_revision(user=author)
    page.get_workflow().start(page, author)


def test_what_waits_longest_is_named_first_wherever_it_lies():
    author, officer = UserFactory(role="Administrator"), UserFactory(role="Press officer")
    upper, lower = (PressReleasePageFactory(title=title, live=False) for title in ("Upper", "Lower"))
    for page in (lower, upper):
        handed_in(page, author)

    (to_approve,) = approvals.numbers(officer)
    assert [item.name for item in to_approve.first] == ["Lower", "Upper"]
    mine = {waiting.label: waiting for waiting in approvals.numbers(author)}["What I handed in"]
    assert [item.name for item in mine.first] == ["Lower", "Upper"]
