"""What comes too often is counted without keeping from whom."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from campaign_site.delivery import rate_limits
from campaign_site.delivery.jobs import periodic
from campaign_site.delivery.models import RateCount
from tests.together import together

pytestmark = pytest.mark.django_db

NOON = timezone.datetime(2026, 11, 24, 12, 1, tzinfo=timezone.timezone.utc)


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_each_kind_counts_for_itself_and_the_day_adds_up(time_machine):
    assert [rate_limits.count("mail", "amina@example.org").number for _time in range(3)] == [1, 2, 3]
    assert rate_limits.count("mail", "ben@example.org").number == 1
    assert rate_limits.count("code", "amina@example.org").number == 1
    time_machine.move_to(NOON + timedelta(hours=3), tick=False)
    assert rate_limits.count("mail", "amina@example.org").number == 1
    assert rate_limits.today("mail", "amina@example.org") == 4
    time_machine.move_to(NOON + timedelta(hours=12), tick=False)
    assert rate_limits.today("mail", "amina@example.org") == 0


def test_one_too_many_waits_for_the_next_quarter_of_an_hour(time_machine):
    assert [rate_limits.within(2, "pdf", "a") for _time in range(3)] == [True, True, False]
    assert rate_limits.within(2, "pdf", "b")
    time_machine.move_to(NOON + rate_limits.WINDOW, tick=False)
    assert rate_limits.within(2, "pdf", "a")


def test_one_too_many_of_a_day_waits_for_the_next_day(time_machine):
    assert rate_limits.within_today(2, "mail", "a")
    time_machine.move_to(NOON + timedelta(hours=3), tick=False)
    assert [rate_limits.within_today(2, "mail", "a") for _time in range(2)] == [True, False]
    time_machine.move_to(NOON + timedelta(days=1), tick=False)
    assert rate_limits.within_today(2, "mail", "a")


def test_whoever_reads_the_table_finds_no_address_and_tomorrow_no_bucket(time_machine):
    first = rate_limits.count("mail", "amina@example.org")
    row = RateCount.objects.values().get()
    assert not any("amina" in str(value) for value in row.values())
    time_machine.move_to(NOON + timedelta(days=1), tick=False)
    assert rate_limits.count("mail", "amina@example.org").bucket != first.bucket


def test_what_is_kept_of_somebody_is_another_name_tomorrow(time_machine):
    kept = rate_limits.of_today("198.51.100.0/24")
    assert "198" not in kept and kept == rate_limits.of_today("198.51.100.0/24") != rate_limits.of_today("none")
    time_machine.move_to(NOON + timedelta(days=1), tick=False)
    assert rate_limits.of_today("198.51.100.0/24") != kept


@pytest.mark.parametrize("whose", ["one", rate_limits.EVERYBODY])
def test_what_was_reached_in_a_quarter_of_an_hour_is_known_as_long_as_asked_for(time_machine, whose):
    def is_reached(number):
        return rate_limits.reached("code", whose, number, timezone.now() - timedelta(minutes=30))

    for _time in range(2):
        rate_limits.count("code", whose)
    assert is_reached(2) and not is_reached(3)
    time_machine.move_to(NOON + timedelta(minutes=20), tick=False)
    rate_limits.count("code", whose)
    assert is_reached(2) and not is_reached(3), "each quarter of an hour for itself"
    time_machine.move_to(NOON + timedelta(minutes=46), tick=False)
    assert is_reached(1) and not is_reached(2)
    assert not rate_limits.reached("code", "another", 1, NOON)


def test_what_is_taken_back_counts_no_longer():
    counted = rate_limits.count("code", "a")
    rate_limits.count("code", "a")
    rate_limits.take_back(counted)
    assert rate_limits.today("code", "a") == 1


def test_counts_of_yesterday_are_forgotten_by_the_periodic_jobs(time_machine, run_commits):
    rate_limits.count("mail", "a")
    time_machine.move_to(NOON + timedelta(days=1, minutes=20), tick=False)
    rate_limits.count("mail", "b")
    with run_commits():
        assert periodic.run_all()["rate limits: forget"] == 1
    assert RateCount.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sums_of_many_at_once_are_all_different():
    counted = together(*[partial(rate_limits.count, "mail", "a")] * 12)
    assert sorted(one.number for one in counted) == list(range(1, 13))


@pytest.mark.parametrize("typed", ["Ada@Example.org", "ada+1@example.org", " ada+more+words@example.org "])
def test_one_mailbox_is_counted_once_however_it_is_written(typed):
    assert rate_limits.mailbox(typed) == "ada@example.org"
