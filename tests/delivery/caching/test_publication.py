"""The epoch moves with everything that the public can see, in the same transaction, whoever writes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from campaign_site.delivery.caching import publication
from campaign_site.delivery.caching.publication import CONTENT, NUMBERS, Epoch
from campaign_site.delivery.models import OutboxItem, PublicationEpoch
from campaign_site.pages.models import HomePage
from donations.tally_models import Tally
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory
from tests.factories.pages import ContentPageFactory, HelplineFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def sums() -> dict[str, int]:
    found = dict.fromkeys((CONTENT, NUMBERS), 0)
    for row in PublicationEpoch.objects.all():
        found[row.scope] += row.number
    return found


@pytest.fixture
def moved():
    """Return the scopes that have moved since the test began, or since this was last asked."""
    known = sums()

    def moved() -> set[str]:
        before, now = dict(known), sums()
        known.update(now)
        return {scope for scope in now if now[scope] != before[scope]}

    return moved


def test_what_editors_publish_and_take_back_moves_it(moved):
    page = ContentPageFactory()
    assert moved() == {CONTENT}
    page.unpublish()
    assert moved() == {CONTENT}
    line = HelplineFactory()
    assert moved() == {CONTENT}
    line.delete()
    assert moved() == {CONTENT}


def test_a_consent_that_is_withdrawn_moves_it(moved):
    story = StoryFactory(consented=True, live=True)
    moved()
    withdraw(story.contributor.consents.get(), actor=UserFactory())
    assert CONTENT in moved()


def test_a_pledge_moves_the_numbers_when_it_counts_and_not_before(moved):
    pledge = PledgeFactory()
    moved()
    from donations import pledging

    PledgeFactory(programme=pledge.programme)
    assert moved() == set()
    assert pledging.confirm(pledge)
    assert moved() == {NUMBERS}


def test_who_goes_round_the_models_moves_it_too(moved):
    home = HomePage.objects.first()
    moved()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = title WHERE id = %s", [home.pk])
    assert moved() == {CONTENT}


def test_what_nobody_sees_leaves_it_where_it_is(moved):
    OutboxItem.objects.create(kind="test", key="x")
    UserFactory()
    assert moved() == set()


def test_what_is_rolled_back_moves_nothing(moved):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        HelplineFactory()
        raise ZeroDivisionError
    assert moved() == set()


def test_those_who_commit_at_once_all_move_it(moved):
    before = sums()[CONTENT]
    together(*[HelplineFactory] * 6)
    assert sums()[CONTENT] >= before + 6


def test_one_transaction_moves_it_whatever_it_undid_on_its_way(moved):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            HelplineFactory()
            raise ZeroDivisionError
        HelplineFactory()
    assert moved() == {CONTENT}


def test_a_process_hears_of_it_at_its_next_question():
    epoch = Epoch()
    before = epoch.current()
    HelplineFactory()
    epoch.distrust()
    assert epoch.current().content != before.content
    assert epoch.current().numbers == before.numbers


def test_it_is_not_asked_for_again_within_its_second(django_assert_num_queries):
    epoch = Epoch()
    epoch.current()
    with django_assert_num_queries(0):
        epoch.current()


def test_what_is_under_embargo_ends_the_state_at_its_hour():
    hour = timezone.now().replace(microsecond=0) + timedelta(seconds=40)
    PressReleasePageFactory(embargo_until=hour)
    assert Epoch().current().until == hour.timestamp()


def test_a_state_ends_within_the_hour_whatever_else(monkeypatch):
    began = timezone.now().timestamp()
    assert Epoch().current().until <= began + publication.LONGEST_SECONDS + 60


def test_without_all_its_rows_nothing_is_trusted():
    PublicationEpoch.objects.filter(scope=NUMBERS, lane=3).delete()
    with pytest.raises(DatabaseError):
        Epoch().current()


def test_what_is_said_outside_the_database_counts_at_once(monkeypatch):
    value = [1]
    monkeypatch.setattr(publication, "_witnesses", [*publication._witnesses, lambda: value[0]])
    epoch = Epoch()
    before = epoch.current()
    value[0] = 2
    assert epoch.current().witnesses != before.witnesses


def test_a_tally_that_is_folded_is_seen():
    epoch = Epoch()
    before = epoch.current().numbers
    Tally.objects.create(
        programme="00000000-0000-0000-0000-000000000000", currency="EUR", what="promised", minor=1
    )
    epoch.distrust()
    assert epoch.current().numbers != before
