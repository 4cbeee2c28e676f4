"""Each change is purged at the edge, whoever made it and whatever failed in between; pledges are not."""

import pytest
from django.db import transaction

from campaign_site.delivery.caching.publication import CONTENT, EPOCH
from campaign_site.delivery.edge import purges
from campaign_site.delivery.jobs import outbox, periodic
from campaign_site.delivery.models import OutboxItem
from campaign_site.pages.models import HomePage
from donations import pledging
from stories.takedown import withdraw
from tests.delivery.edge.edge_double import TOKEN, edge
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory
from tests.factories.pages import ContentPageFactory, HelplineFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def known(settings):
    """An edge that the site knows, and that has seen all there is."""
    with edge() as double:
        settings.EDGE_PURGE_TOKEN, settings.EDGE_PURGE_URLS = TOKEN, [double.address]
        purges.order()
        double.asked.clear()
        yield double


def rows() -> list[OutboxItem]:
    return list(OutboxItem.objects.filter(kind=purges.KIND))


def test_what_is_published_is_purged_at_once_and_looked_at(known):
    HelplineFactory()
    assert known.asked == [("PURGE", "/", "content"), ("GET", "/robots.txt", None)]
    assert rows()[0].done_at


def test_what_is_rolled_back_is_not_purged(known):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        HelplineFactory()
        raise ZeroDivisionError
    assert known.asked == []


def test_a_withdrawal_is_purged(known):
    story = StoryFactory(consented=True, live=True)
    known.asked.clear()
    withdraw(story.contributor.consents.get(), actor=UserFactory())
    assert "content" in known.purged


def test_many_changes_while_the_edge_is_away_are_one_purge(known):
    known.status = 403
    for _ in range(5):
        HelplineFactory()
    assert len(rows()) == 1
    known.status = 200
    known.asked.clear()
    OutboxItem.objects.update(next_at=rows()[0].created_at)
    outbox.run_due()
    assert known.purged == ["content"]


def test_what_a_process_wrote_that_was_killed_before_it_purged_is_purged_by_the_next_one(known, settings):
    settings.EDGE_PURGE_URLS = []
    HelplineFactory()
    settings.EDGE_PURGE_URLS = [known.address]
    assert known.purged == []
    for _ in range(2):
        periodic.run_all()
        assert known.purged == ["content"]


def test_what_goes_round_the_models_is_purged_when_it_is_heard_of(known):
    HomePage.objects.update(introduction="Written by a console")
    EPOCH.distrust()
    EPOCH.current()
    assert known.purged == ["content"]


def test_pledges_that_move_a_number_order_no_purge(known):
    pledges = [PledgeFactory() for _ in range(3)]
    EPOCH.current(), known.asked.clear()
    before = [row.key for row in rows()]
    for pledge in pledges:
        assert pledging.confirm(pledge)
    EPOCH.distrust()
    EPOCH.current()
    assert known.asked == [] and [row.key for row in rows()] == before


@pytest.mark.parametrize(
    ("status", "age"),
    [(403, "0.000"), (405, None), (503, "0.000"), (200, "9.000"), (200, None), (200, "")],
)
def test_an_edge_that_refuses_or_shows_a_copy_from_before_is_asked_again_later(known, status, age):
    known.status, known.age = status, age
    page = ContentPageFactory(title="Published all the same", slug="published")
    assert page.live
    (row,) = rows()
    assert (row.done_at, row.last_error) == (None, "NotPurged")
    known.status, known.age = 200, "0.000"
    OutboxItem.objects.update(next_at=row.created_at)
    assert outbox.run_due() == 1
    assert rows()[0].done_at


def test_an_edge_that_is_away_keeps_no_other_from_forgetting(known, settings):
    settings.EDGE_PURGE_URLS = [NOBODY, known.address]
    with pytest.raises(purges.NotPurged):
        purges.purge(CONTENT)
    assert known.purged == ["content"]


def test_without_an_edge_nothing_is_ordered(settings):
    settings.EDGE_PURGE_URLS = []
    HelplineFactory()
    purges.purge(CONTENT)
    assert rows() == []
