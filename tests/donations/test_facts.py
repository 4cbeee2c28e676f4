"""Where a pledge stands follows from the set of what happened: neither from its order nor from repetition."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.choices import (
    FINAL,
    MONEY,
    NEVER_CONFIRMED,
    REGULAR,
    TERMS,
    FactKind,
    PledgeStatus,
)
from donations.facts import Fact, Terms, derive, in_order, stand
from tests.donations.happenings import HAPPENINGS, LATE, START, TERMS_OF_ANY_KIND

ONCE = Terms("once", 50_00, 1, START)
MONTHLY = Terms("monthly", 50_00, 1, START)


def fact(kind: str, days: int = 0, minor: int = 0, once: str = "") -> Fact:
    """Return a fact some days after the pledge was made."""
    minor = minor or (50_00 if kind in MONEY | TERMS else 0)
    return Fact(kind, START + timedelta(days=days), once or f"{kind}:{days}:{minor}", minor)


MADE, CONFIRMED = fact("made"), fact("confirmed", 1)
LAPSED, RESUMED, CANCELLED = fact("lapsed", 70), fact("resumed", 80), fact("cancelled", 90)
WRITTEN_OFF, EXPIRED = fact("written_off", 500), fact("expired", 7)


def paid(minor: int, days: int = 5) -> Fact:
    """Return money that came."""
    return fact("received", days, minor)


def sent_back(minor: int, days: int = 6) -> Fact:
    """Return money that went back."""
    return fact("returned", days, minor)


@pytest.mark.parametrize(
    ("terms", "facts", "status"),
    [
        (ONCE, [], "unconfirmed"),
        (ONCE, [MADE], "unconfirmed"),
        (ONCE, [MADE, CONFIRMED], "active"),
        (ONCE, [MADE, paid(1)], "active"),
        (ONCE, [MADE, EXPIRED], "expired"),
        (ONCE, [MADE, EXPIRED, paid(50_00, 9)], "fulfilled"),
        (ONCE, [MADE, CONFIRMED, EXPIRED], "active"),
        (ONCE, [MADE, CONFIRMED, paid(49_99)], "active"),
        (ONCE, [MADE, CONFIRMED, paid(50_00)], "fulfilled"),
        (ONCE, [MADE, CONFIRMED, paid(60_00)], "fulfilled"),
        (ONCE, [MADE, CONFIRMED, paid(50_00), sent_back(1)], "active"),
        (ONCE, [MADE, CONFIRMED, paid(50_00), sent_back(1), paid(1, 8)], "fulfilled"),
        (ONCE, [MADE, CONFIRMED, CANCELLED], "cancelled"),
        (ONCE, [MADE, CONFIRMED, CANCELLED, paid(20_00, 95)], "closed_short"),
        (ONCE, [MADE, CONFIRMED, CANCELLED, paid(20_00, 95), sent_back(20_00, 99)], "cancelled"),
        (ONCE, [MADE, CONFIRMED, CANCELLED, paid(1, 95)], "closed_short"),
        (ONCE, [MADE, CONFIRMED, CANCELLED, paid(50_00, 95)], "fulfilled"),
        (ONCE, [MADE, CONFIRMED, LAPSED], "lapsed"),
        (ONCE, [MADE, CONFIRMED, LAPSED, RESUMED], "active"),
        (ONCE, [MADE, CONFIRMED, LAPSED, paid(10_00, 75)], "active"),
        (ONCE, [MADE, CONFIRMED, LAPSED, paid(10_00, 5)], "active"),
        (ONCE, [MADE, CONFIRMED, LAPSED, fact("changed", 75, 30_00)], "active"),
        (ONCE, [MADE, CONFIRMED, LAPSED, RESUMED, fact("lapsed", 170)], "lapsed"),
        (ONCE, [MADE, CONFIRMED, LAPSED, fact("details", 75)], "lapsed"),
        (ONCE, [MADE, CONFIRMED, paid(10_00), fact("lapsed", 70, 10_00)], "lapsed"),
        (ONCE, [MADE, CONFIRMED, LAPSED, WRITTEN_OFF], "closed_short"),
        (ONCE, [MADE, CONFIRMED, paid(10_00), WRITTEN_OFF], "closed_short"),
        (ONCE, [MADE, CONFIRMED, paid(10_00), CANCELLED], "closed_short"),
        (ONCE, [MADE, CONFIRMED, paid(30_00), fact("changed", 20, 30_00)], "fulfilled"),
        (ONCE, [MADE, CANCELLED], "unconfirmed"),
        (MONTHLY, [MADE, CONFIRMED, paid(500_00)], "active"),
        (MONTHLY, [MADE, CONFIRMED, paid(50_00), CANCELLED], "ended"),
        (MONTHLY, [MADE, CONFIRMED, paid(1), CANCELLED], "ended"),
        (MONTHLY, [MADE, CONFIRMED, CANCELLED], "cancelled"),
        (MONTHLY, [MADE, CONFIRMED, paid(50_00), fact("lapsed", 99, 50_00), WRITTEN_OFF], "ended"),
        (MONTHLY, [MADE, CONFIRMED, fact("lapsed", 99), WRITTEN_OFF], "closed_short"),
        (MONTHLY, [MADE, CONFIRMED, fact("forgotten", 9)], "active"),
    ],
)
def test_each_way_through_the_states(terms, facts, status):
    assert derive(terms, facts, LATE) == status


def test_every_state_is_reached_in_the_table_above():
    (table,) = test_each_way_through_the_states.pytestmark
    assert {status for _terms, _facts, status in table.args[1]} == set(PledgeStatus)


def test_a_day_in_the_past_does_not_know_what_came_later():
    facts = [MADE, CONFIRMED, paid(50_00, 5), sent_back(50_00, 6)]
    days = [START.date() + timedelta(days=number) for number in (0, 1, 5, 6)]
    assert [derive(ONCE, facts, day) for day in days] == ["unconfirmed", "active", "fulfilled", "active"]


def test_a_pledge_is_confirmed_by_whatever_came_first_and_never_before_it_was_made():
    assert stand(ONCE, [CONFIRMED, paid(1, 3)], LATE).confirmed_at == CONFIRMED.at
    assert stand(ONCE, [paid(1, -2)], LATE).confirmed_at == START
    assert stand(ONCE, [MADE, sent_back(1)], LATE).confirmed_at is None


def test_what_is_kept_is_what_came_without_what_went_back():
    standing = stand(ONCE, [paid(30_00), sent_back(10_00)], LATE)
    assert (standing.received, standing.returned, standing.kept) == (30_00, 10_00, 20_00)


def test_the_first_fact_says_what_was_promised_whatever_the_terms_are_by_now():
    assert stand(ONCE, [fact("made", minor=40_00)], LATE).minor == 40_00


def test_at_the_same_instant_facts_follow_the_order_of_their_kinds_and_then_of_their_names():
    made, changed = Fact("made", START, "z", 50_00), Fact("changed", START, "a", 30_00)
    assert in_order([changed, made], LATE) == (made, changed)
    first, second = Fact("changed", START, "a", 60_00), Fact("changed", START, "b", 20_00)
    assert in_order([second, first], LATE) == (first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Fact("received", START, "same", 1_00), Fact("received", START, "same", 2_00)),
        (Fact("paused", START, "same", day=LATE), Fact("paused", START, "same", day=LATE + timedelta(days=1))),
    ],
)
def test_of_two_that_say_they_are_the_same_fact_one_counts_whichever_comes_first(one, other):
    assert in_order([other, one], LATE) == in_order([one, other], LATE) == (one,)


def test_a_lapse_that_names_no_amount_lasts_until_the_first_unit_comes():
    facts = [CONFIRMED, Fact("lapsed", START + timedelta(days=70), "lapsed")]
    assert derive(ONCE, facts, LATE) == "lapsed"
    assert derive(ONCE, [*facts, paid(1, 75)], LATE) == "active"


@given(TERMS_OF_ANY_KIND, st.lists(HAPPENINGS, max_size=25), st.data())
def test_any_order_and_repetition_of_the_same_facts_gives_the_same(terms, facts, data):
    again = data.draw(
        st.permutations([*facts, *data.draw(st.lists(st.sampled_from(facts) if facts else st.nothing()))])
    )
    assert stand(terms, again, LATE) == stand(terms, facts, LATE)
    assert in_order(again, LATE) == in_order(facts, LATE)


@given(TERMS_OF_ANY_KIND, st.lists(HAPPENINGS, max_size=25))
def test_whatever_happens_the_database_takes_the_status(terms, facts):
    standing = stand(terms, facts, LATE)
    assert (standing.confirmed_at is None) == (standing.status in NEVER_CONFIRMED)
    assert standing.minor > 0


@given(TERMS_OF_ANY_KIND, st.lists(HAPPENINGS, max_size=25))
def test_money_never_closes_a_pledge_and_takes_nothing_away(terms, facts):
    facts = [CONFIRMED, *facts]
    before = stand(terms, facts, LATE)
    money = Fact(FactKind.RECEIVED, START + timedelta(days=999), "more", terms.minor + 1_000_000_00)
    after = stand(terms, [*facts, money], LATE)
    assert after.received == before.received + money.minor
    assert before.status in FINAL or after.status not in FINAL
    assert terms.rhythm in REGULAR or after.status == PledgeStatus.FULFILLED
