"""When a payment is due, and what time does to a pledge that nobody pays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.choices import OPEN, TERMS, FactKind
from donations.due import (
    MOST_REMINDERS,
    YEAR,
    NextStep,
    Payment,
    Step,
    next_due,
    next_payment,
    next_step,
    paused_until,
)
from donations.facts import Fact, Terms, stand
from tests.donations.happenings import HAPPENINGS, LATE, TERMS_OF_ANY_KIND

MADE_AT = datetime(2026, 1, 31, 10, tzinfo=UTC)
ONCE = Terms("once", 50_00, 1, MADE_AT)
PARTS = Terms("instalments", 100_00, 3, MADE_AT)
MONTHLY = Terms("monthly", 50_00, 1, MADE_AT)
YEARLY = Terms("yearly", 50_00, 1, MADE_AT)


def on(day: str, kind: str, minor: int = 0, about: str = "") -> Fact:
    """Return a fact of a day such as "02-28" of 2026."""
    at = datetime.fromisoformat(f"2026-{day}T12:00:00+00:00")
    return Fact(kind, at, f"{kind}:{day}:{minor}", minor, date.fromisoformat(about) if about else None)


CONFIRMED = on("02-01", "confirmed")


@pytest.mark.parametrize(
    ("terms", "facts", "due"),
    [
        (ONCE, [], "2026-01-31"),
        (ONCE, [on("02-05", "received", 49_99)], "2026-01-31"),
        (ONCE, [on("02-05", "received", 50_00)], None),
        (ONCE, [on("02-05", "received", 50_00), on("02-06", "returned", 1)], "2026-01-31"),
        (ONCE, [on("05-01", "lapsed"), on("06-01", "resumed")], "2026-06-01"),
        (PARTS, [], "2026-01-31"),
        (PARTS, [on("01-31", "received", 33_34)], "2026-02-28"),
        (PARTS, [on("01-31", "received", 33_33)], "2026-01-31"),
        (PARTS, [on("01-31", "received", 66_67)], "2026-03-31"),
        (PARTS, [on("01-31", "received", 100_00)], None),
        (PARTS, [on("01-31", "received", 33_34), on("02-10", "paused", about="2026-05-10")], "2026-05-10"),
        (
            PARTS,
            [on("01-31", "received", 33_34), on("05-01", "lapsed", 33_34), on("06-01", "resumed"),
             on("06-01", "received", 33_33)],
            "2026-07-01",
        ),
        # What was paid before is sent back: nothing is due earlier than since the pledge was taken up again.
        (
            PARTS,
            [on("01-31", "received", 33_34), on("05-01", "lapsed", 33_34), on("06-01", "resumed"),
             on("06-02", "returned", 33_34)],
            "2026-06-01",
        ),
        (PARTS, [on("02-01", "changed", 30_00), on("02-01", "received", 20_00)], "2026-04-01"),
        (MONTHLY, [], "2026-01-31"),
        (MONTHLY, [on("01-31", "received", 50_00)], "2026-02-28"),
        (MONTHLY, [on("01-29", "received", 50_00)], "2026-02-28"),
        (MONTHLY, [on("01-31", "received", 50_00), on("02-26", "received", 50_00)], "2026-03-31"),
        (MONTHLY, [on("01-31", "received", 150_00)], "2026-04-30"),
        (MONTHLY, [on("01-31", "received", 49_99)], "2026-01-31"),
        (MONTHLY, [on("06-15", "received", 50_00)], "2026-06-30"),
        (MONTHLY, [on("06-29", "received", 50_00)], "2026-06-30"),
        (MONTHLY, [on("06-30", "received", 50_00)], "2026-07-31"),
        # A reminder is no pause, although it speaks of a day.
        (MONTHLY, [on("02-10", "received", 150_00), on("02-14", "reminded", about="2026-01-31")], "2026-04-30"),
        (MONTHLY, [on("02-28", "changed", 80_00), on("02-28", "received", 80_00)], "2026-03-31"),
        (MONTHLY, [on("01-31", "received", 50_00), on("02-02", "returned", 50_00)], "2026-01-31"),
        (MONTHLY, [on("01-31", "received", 50_00), on("02-10", "paused", about="2026-05-10")], "2026-05-31"),
        (
            MONTHLY,
            [on("01-31", "received", 50_00), on("02-10", "paused", about="2026-05-10"), on("03-01", "resumed")],
            "2026-03-31",
        ),
        (MONTHLY, [on("01-31", "received", 50_00), on("02-10", "changed", 80_00)], "2026-02-28"),
        (
            MONTHLY,
            [on("01-31", "received", 50_00), on("02-10", "changed", 80_00), on("02-28", "received", 80_00)],
            "2026-03-31",
        ),
        (YEARLY, [on("01-31", "received", 50_00)], "2027-01-31"),
    ],
)  # fmt: skip
def test_the_next_payment_is_due(terms, facts, due):
    assert next_due(terms, facts, LATE) == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize(
    ("terms", "paid", "due"),
    [
        (MONTHLY, "2028-03-15", "2028-03-31"),
        (YEARLY, "2027-06-15", "2028-01-31"),
        (YEARLY, "2028-01-15", "2028-01-31"),
        (YEARLY, "2028-01-31", "2029-01-31"),
    ],
)
def test_who_pays_a_regular_gift_after_years_owes_nothing_of_them(terms, paid, due):
    fact = Fact("received", datetime.fromisoformat(f"{paid}T12:00:00+00:00"), "late", 50_00)
    assert next_due(terms, [fact], LATE) == date.fromisoformat(due)


def test_a_pause_ends_on_its_day_or_when_the_supporter_says_so():
    pause, resumed = on("02-10", "paused", about="2026-05-10"), on("03-01", "resumed")
    assert paused_until([pause], date(2026, 5, 9)) == date(2026, 5, 10)
    assert paused_until([pause], date(2026, 5, 10)) is None
    assert paused_until([pause, resumed], date(2026, 5, 9)) is None
    assert paused_until([pause, resumed], date(2026, 2, 20)) == date(2026, 5, 10)


REMINDED = on("02-14", "reminded", about="2026-01-31")
REMINDED_AGAIN = on("03-20", "reminded", about="2026-01-31")
DUE = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ([], None),
        ([CONFIRMED], NextStep(Step.REMIND, date(2026, 2, 14), DUE, 1)),
        ([CONFIRMED, REMINDED], NextStep(Step.REMIND, date(2026, 3, 7), DUE, 2)),
        # This site stood still for a month: the second still waits for the first, and the lapse for the second.
        ([CONFIRMED, REMINDED_AGAIN], NextStep(Step.REMIND, date(2026, 4, 10), DUE, 2)),
        ([CONFIRMED, REMINDED, REMINDED_AGAIN], NextStep(Step.LAPSE, date(2026, 4, 14))),
        # The second waits for its own day too, however early the first was.
        (
            [CONFIRMED, on("02-10", "reminded", about="2026-01-31")],
            NextStep(Step.REMIND, date(2026, 3, 7), DUE, 2),
        ),
        ([CONFIRMED, on("02-02", "stopped")], NextStep(Step.LAPSE, date(2026, 4, 1))),
        ([CONFIRMED, on("02-02", "forgotten")], NextStep(Step.LAPSE, date(2026, 4, 1))),
        # Nobody showed that the address is theirs.
        ([on("02-10", "received", 1_00)], NextStep(Step.LAPSE, date(2026, 4, 11))),
        # Who has just paid a part is left alone for three weeks.
        ([CONFIRMED, on("02-13", "received", 1_00)], NextStep(Step.REMIND, date(2026, 3, 6), DUE, 1)),
        ([CONFIRMED, on("04-20", "lapsed")], NextStep(Step.WRITE_OFF, date(2027, 4, 20))),
        (
            [CONFIRMED, on("04-20", "lapsed"), on("05-01", "resumed"), on("07-20", "lapsed")],
            NextStep(Step.WRITE_OFF, date(2027, 7, 20)),
        ),
        ([CONFIRMED, on("02-10", "received", 50_00)], NextStep(Step.FORGET, date(2028, 2, 10))),
        ([CONFIRMED, on("02-10", "cancelled")], NextStep(Step.FORGET, date(2028, 2, 10))),
        ([CONFIRMED, on("02-10", "cancelled"), on("02-11", "forgotten")], None),
        ([on("02-07", "expired")], None),
    ],
)
def test_time_takes_its_next_step(facts, step):
    assert next_step(ONCE, facts, LATE) == step


def test_only_a_reminder_is_about_a_payment():
    lapse = next_step(ONCE, [CONFIRMED, on("02-02", "stopped")], LATE)
    assert (lapse.due, lapse.number) == (None, 0)


@pytest.mark.parametrize(
    ("earliest", "step"),
    [
        ("2025-02-14", NextStep(Step.REMIND, date(2026, 2, 14), DUE, 1)),
        ("2025-02-15", NextStep(Step.LAPSE, date(2026, 4, 1))),
    ],
)
def test_four_reminders_within_a_year_are_not_followed_by_a_fifth(earliest, step):
    """A monthly gift since 2024, paid late four times; the payment of January 2026 does not come either."""
    since = datetime(2024, 12, 31, 10, tzinfo=UTC)
    facts = [
        Fact("confirmed", since, "confirmed"),
        Fact("received", since, "all of 2025", 13 * 50_00),
        *(
            Fact("reminded", datetime.fromisoformat(f"{day}T12:00:00+00:00"), day, day=date(2025, 1, number))
            for number, day in enumerate([earliest, "2025-06-01", "2025-09-01", "2025-12-01"], 1)
        ),
    ]
    assert next_step(Terms("monthly", 50_00, 1, since), facts, date(2026, 2, 1)) == step


@given(TERMS_OF_ANY_KIND, st.lists(HAPPENINGS, max_size=25), st.data())
def test_the_next_step_does_not_depend_on_order_or_repetition(terms, facts, data):
    again = data.draw(st.permutations([*facts, *facts[:5]]))
    assert next_step(terms, again, LATE) == next_step(terms, facts, LATE)


@given(TERMS_OF_ANY_KIND, st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 100_00)), max_size=20))
def test_nobody_is_reminded_too_often_whatever_they_pay(terms, payments):
    """Time runs for six years, and does what it does on each day."""
    facts = [Fact(FactKind.CONFIRMED, terms.made_at, "confirmed")]
    coming = {number: Fact("received", terms.made_at + timedelta(days=day), f"{number}", minor)
              for number, (day, minor) in enumerate(payments)}  # fmt: skip
    today = terms.made_at.date()
    for _number in range(200):
        step = next_step(terms, [*facts, *(fact for fact in coming.values() if fact.on <= today)], today)
        later = [fact.on for fact in coming.values() if fact.on > today]
        days = [*later, *([max(step.on, today)] if step else [])]
        if not days:
            break
        today = min(days)
        if not step or step.on > today or today in later:
            continue
        about = step.due if step.step == Step.REMIND else None
        kind = {
            Step.REMIND: "reminded",
            Step.LAPSE: "lapsed",
            Step.WRITE_OFF: "written_off",
            Step.FORGET: "forgotten",
        }
        received = sum(fact.minor for fact in coming.values() if fact.on <= today)
        at = datetime.combine(today, terms.made_at.timetz())
        minor = received if step.step == Step.LAPSE else 0
        facts.append(Fact(kind[step.step], at, f"{kind[step.step]}:{len(facts)}", minor, about))
    else:
        pytest.fail("time goes in circles")
    reminders = [fact for fact in facts if fact.kind == "reminded"]
    assert all(sum(other.day == fact.day for other in reminders) <= 2 for fact in reminders)
    for fact in reminders:
        assert sum(fact.on - YEAR < other.on <= fact.on for other in reminders) <= MOST_REMINDERS


@pytest.mark.parametrize(
    ("terms", "facts", "payment"),
    [
        (ONCE, [], Payment(50_00, date(2026, 1, 31), is_asked_for=True)),
        (ONCE, [on("02-05", "received", 20_00)], Payment(30_00, date(2026, 1, 31), is_asked_for=True)),
        (ONCE, [on("02-05", "received", 50_00)], None),
        (ONCE, [on("02-05", "cancelled")], None),
        (PARTS, [on("02-01", "received", 40_00)], Payment(26_67, date(2026, 2, 28), is_asked_for=False)),
        (PARTS, [on("02-01", "received", 90_00)], Payment(10_00, date(2026, 3, 31), is_asked_for=False)),
        (PARTS, [on("02-01", "received", 100_00)], None),
        (MONTHLY, [on("02-01", "received", 50_00)], Payment(50_00, date(2026, 2, 28), is_asked_for=False)),
        (
            MONTHLY,
            [on("02-01", "paused", about="2026-02-12")],
            Payment(50_00, date(2026, 2, 28), is_asked_for=False),
        ),
        (MONTHLY, [on("02-01", "changed", 80_00)], Payment(80_00, date(2026, 2, 28), is_asked_for=False)),
        (MONTHLY, [on("02-01", "received", 50_00), on("02-02", "cancelled")], None),
    ],
)
def test_what_is_to_be_paid_next(terms, facts, payment):
    assert next_payment(terms, [CONFIRMED, *facts], date(2026, 2, 10)) == payment


def test_a_payment_is_asked_for_from_ten_days_before_and_not_in_a_pause():
    paid, pause = on("01-31", "received", 50_00), on("02-10", "paused", about="2026-02-20")
    asked = {
        day: next_payment(MONTHLY, [CONFIRMED, paid, pause], date(2026, 2, day)).is_asked_for
        for day in (9, 17, 18, 19, 20)
    }
    assert asked == {9: False, 17: False, 18: False, 19: False, 20: True}
    assert [next_payment(MONTHLY, [CONFIRMED, paid], date(2026, 2, day)).is_asked_for for day in (17, 18)] == [
        False,
        True,
    ]


# A pledge is never worth less than its parts have minor units.
POSSIBLE = HAPPENINGS.filter(lambda fact: fact.kind not in TERMS or fact.minor >= 60)


@given(TERMS_OF_ANY_KIND, st.lists(POSSIBLE, max_size=25))
def test_something_is_to_be_paid_exactly_while_somebody_waits_for_it(terms, facts):
    payment = next_payment(terms, facts, LATE)
    if payment:
        assert payment.minor > 0 and payment.due == next_due(terms, facts, LATE)
    else:
        assert stand(terms, facts, LATE).status not in OPEN
