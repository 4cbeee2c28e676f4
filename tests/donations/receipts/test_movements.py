"""What went back of which gift: any order and any repetition of what was booked gives the same."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.receipts.movements import Movement, returned

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def moved(
    number: int, minor: int, kind="received", ref="", provider="fake", day=0, reverses=None, attempt=None
) -> Movement:
    """One movement; it happened so many days after the first."""
    at = NOON + timedelta(days=day)
    return Movement(number, provider, kind, ref or f"ref-{number}", at, minor, reverses, attempt)


def test_a_gift_that_was_kept_is_not_named():
    assert returned([moved(1, 50)]) == {}


def test_a_refund_is_taken_from_what_the_same_provider_brought_last_before_it():
    gifts = [
        moved(1, 50, day=0),
        moved(2, 50, day=30),
        moved(3, 50, day=31, provider="bank"),
        moved(4, 50, day=60),
    ]
    assert returned([*gifts, moved(5, -20, "refunded", day=40)]) == {2: 20}


def test_more_than_one_gift_goes_back_the_last_one_first():
    gifts = [moved(1, 50, day=0), moved(2, 50, day=30), moved(3, 50, day=5, provider="bank")]
    assert returned([*gifts, moved(4, -120, "refunded", day=40)]) == {2: 50, 1: 50, 3: 20}


def test_more_than_all_gifts_takes_no_more_than_all():
    assert returned([moved(1, 50), moved(2, -80, "refunded", day=1)]) == {1: 50}


def test_a_refund_without_a_gift_waits_for_it():
    refund = moved(1, -50, "refunded", day=1)
    assert returned([refund]) == {}
    assert returned([refund, moved(2, 50)]) == {2: 50}


def test_a_reversal_is_taken_from_what_it_undoes_and_not_from_the_last():
    gifts = [moved(1, 50, day=0), moved(2, 50, day=30)]
    assert returned([*gifts, moved(3, -50, "reversed", provider="desk", day=40, reverses=1)]) == {1: 50}


def test_what_undoes_a_refund_gives_back_to_the_gift():
    story = [moved(1, 50), moved(2, -50, "refunded", day=1), moved(3, 50, "reversed", day=2, reverses=2)]
    assert returned(story) == {}
    assert returned([*story, moved(4, -50, "reversed", day=3, reverses=3)]) == {1: 50}


CARDS = [
    moved(1, 50, day=0, attempt=1),
    moved(2, 50, day=30, attempt=2),
    moved(3, 50, day=31, provider="bank"),
]


@pytest.mark.parametrize("kind", ["refunded", "disputed"])
def test_what_went_back_to_a_card_is_taken_from_its_own_payment_and_from_no_later_one(kind):
    gone = moved(4, -20, kind, day=40, attempt=1)
    assert returned([*CARDS, gone]) == returned([gone, *CARDS[::-1]]) == {1: 20}


def test_no_more_than_a_card_payment_goes_back_of_it_and_nothing_of_another():
    both = [moved(4, -50, "refunded", day=40, attempt=1), moved(5, -50, "disputed", day=41, attempt=1)]
    assert returned([*CARDS, *both]) == {1: 50}


def test_a_refund_of_a_payment_that_is_not_told_yet_waits_for_it():
    gone = moved(4, -50, "refunded", day=40, attempt=1)
    assert returned([*CARDS[1:], gone]) == {}
    assert returned([*CARDS, gone]) == {1: 50}


def test_a_refund_of_a_payment_that_was_never_noted_is_taken_from_such_a_one():
    noted = [moved(5, 50, day=35), moved(4, -50, "refunded", day=40, attempt=1)]
    assert returned([*CARDS[1:], *noted]) == {5: 50}


def test_a_refund_that_came_back_is_a_gift_of_the_same_payment_again():
    back = [moved(4, -50, "refunded", day=40, attempt=1), moved(5, 50, day=40, attempt=1)]
    assert sum(returned([*CARDS, *back]).values()) == 50
    again = moved(6, -50, "refunded", day=50, attempt=1)
    assert returned([*CARDS, *back, again]) == {1: 50, 5: 50}


def test_a_dispute_that_is_won_gives_back_whichever_was_told_first():
    lost, won = moved(2, -50, "disputed", ref="d-1", day=1), moved(3, 50, "dispute_won", ref="d-1", day=9)
    assert returned([moved(1, 50), lost]) == {1: 50}
    assert returned([moved(1, 50), lost, won]) == returned([moved(1, 50), won, lost]) == {}
    other = moved(4, -50, "disputed", ref="d-2", day=2)
    assert returned([moved(1, 50), lost, won, other]) == {1: 50}


STORY = [
    moved(1, 50, day=0),
    moved(2, 30, day=10),
    moved(3, -40, "refunded", day=20),
    moved(4, 20, "assigned", provider="desk", day=21),
    moved(5, -20, "reversed", provider="desk", day=22, reverses=4),
]


@pytest.mark.parametrize("order", list(permutations(range(5))))
def test_the_order_of_reading_makes_no_difference(order):
    assert returned(STORY[number] for number in order) == {2: 30, 1: 10, 4: 20}


@st.composite
def stories(draw):
    """Gifts, and refunds that may be more than all of them, on any day, by two providers."""
    amounts = draw(st.lists(st.integers(-100, 100).filter(bool), max_size=12))
    days, providers = st.integers(0, 400), st.sampled_from(["fake", "bank"])
    return [
        moved(number, minor, "received" if minor > 0 else "refunded", provider=draw(providers), day=draw(days))
        for number, minor in enumerate(amounts, start=1)
    ]


@given(stories(), st.randoms(use_true_random=False))
def test_all_that_went_back_is_on_receipts_and_nothing_else(story, random):
    gone = returned(story)
    gifts = {movement.sequence: movement.minor for movement in story if movement.minor > 0}
    assert all(0 < minor <= gifts[number] for number, minor in gone.items())
    taken = -sum(movement.minor for movement in story if movement.minor < 0)
    assert sum(gone.values()) == min(taken, sum(gifts.values()))
    # Told in another order, each has another number; what went back of which gift stays the same.
    mixed = random.sample(story, len(story))
    named = {m.sequence: moved(n, m.minor, m.kind, m.provider_ref, m.provider) for n, m in enumerate(mixed, 1)}
    renumbered = [
        Movement(named[m.sequence].sequence, m.provider, m.kind, m.provider_ref, m.occurred_at, m.minor)
        for m in story
    ]
    assert returned(renumbered) == {named[number].sequence: minor for number, minor in gone.items()}
