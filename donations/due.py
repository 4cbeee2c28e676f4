"""When the next payment is due, and what time does to a pledge that nobody pays. Pure; days are UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from enum import StrEnum
from itertools import accumulate

from donations.choices import FINAL, MONEY, OPEN, REGULAR, FactKind, PledgeStatus, Rhythm
from donations.facts import Fact, Terms, in_order, kept_of, stand
from donations.money import split_minor
from donations.schedules import add_months

# A payment is asked for when it is nearly due, not before.
EARLIEST = timedelta(days=10)
# Days after the payment was due; never more for one payment.
REMIND_AFTER = (timedelta(days=14), timedelta(days=35))
# The second waits for the first, and the lapse for the last, also when this site stood still meanwhile.
BETWEEN_REMINDERS = timedelta(days=21)
# For one pledge, whatever is due.
MOST_REMINDERS, YEAR = 4, timedelta(days=365)
LAPSE_AFTER = timedelta(days=60)
AFTER_LAST_REMINDER = timedelta(days=25)
WRITE_OFF_AFTER = timedelta(days=365)
FORGET_AFTER = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Payment:
    """The next payment in minor units, and its day; `is_asked_for` from ten days before, and not in a pause."""

    minor: int
    due: date
    is_asked_for: bool


class Step(StrEnum):
    """What time does."""

    REMIND = "remind"
    LAPSE = "lapse"
    WRITE_OFF = "write off"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step and its first day; a reminder is about the payment `due` and is number 1 or 2 of it."""

    step: Step
    on: date
    due: date | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """Since when payments count towards the days from `first` on, and how much each is."""

    since: date
    first: date
    minor: int


def next_due(terms: Terms, facts: Iterable[Fact], today: date) -> date | None:
    """Return the day of the first payment that is not covered; None when all of a sum is.

    A pause moves what falls into it behind its end. Who resumes, or changes the amount, owes nothing of before;
    nor does who pays a regular gift again after missing some.
    """
    known = in_order(facts, today)
    plan = _plan(terms, known)
    if terms.rhythm in REGULAR:
        return _regular(terms, known, plan)
    days = _days_of_next_part(terms, known, plan)
    return max(days) if days else None


def keeps_its_days(terms: Terms, facts: Iterable[Fact], today: date) -> bool:
    """Whether what is left of a sum falls due on the days that were counted when it was promised."""
    known = in_order(facts, today)
    days = None if terms.rhythm in REGULAR else _days_of_next_part(terms, known, _plan(terms, known))
    return days is None or max(days) == days[0]


def next_payment(terms: Terms, facts: Iterable[Fact], today: date) -> Payment | None:
    """Return what is to be paid next, whatever the way; None when all is paid, or nobody waits for it."""
    known = in_order(facts, today)
    standing = stand(terms, known, today)
    if standing.status not in OPEN or (due := next_due(terms, known, today)) is None:
        return None
    minor, came = standing.minor, max(0, standing.kept)
    if terms.rhythm not in REGULAR:
        # What is missing of the next part, by whatever way the rest came.
        minor = next(step for step in accumulate(split_minor(minor, terms.instalments)) if step > came) - came
    return Payment(minor, due, due <= today + EARLIEST and not paused_until(known, today))


def paused_until(facts: Iterable[Fact], today: date) -> date | None:
    """Return the last day's morrow of a pause that lasts today; None when there is none."""
    until = None
    for fact in in_order(facts, today):
        if fact.kind == FactKind.PAUSED:
            until = fact.day
        elif fact.kind == FactKind.RESUMED:
            until = None
    return until if until and until > today else None


def next_step(terms: Terms, facts: Iterable[Fact], today: date) -> NextStep | None:
    """Return what time does next to the pledge, and when; None when nothing, or while nobody confirmed it."""
    known = in_order(facts, today)
    status = stand(terms, known, today).status
    if status == PledgeStatus.ACTIVE:
        due = next_due(terms, known, today)
        return _while_active(known, due) if due else None
    if status == PledgeStatus.LAPSED:
        lapsed = max(fact.on for fact in known if fact.kind == FactKind.LAPSED)
        return NextStep(Step.WRITE_OFF, lapsed + WRITE_OFF_AFTER)
    if status == PledgeStatus.FULFILLED or status in FINAL:
        if any(fact.kind in (FactKind.FORGOTTEN, FactKind.EXPIRED) for fact in known):
            return None
        return NextStep(Step.FORGET, known[-1].on + FORGET_AFTER)
    return None


def _while_active(known: tuple[Fact, ...], due: date) -> NextStep:
    reminders = [fact for fact in known if fact.kind == FactKind.REMINDED]
    of_this = [fact.on for fact in reminders if fact.day == due]
    paid = [fact.on for fact in known if fact.kind == FactKind.RECEIVED]
    kinds = {fact.kind for fact in known}
    # Only who opened the link in our mail has shown that the address is theirs.
    wanted = FactKind.CONFIRMED in kinds and not kinds & {FactKind.REMINDERS_STOPPED, FactKind.FORGOTTEN}
    if wanted and len(of_this) < len(REMIND_AFTER):
        on = max([due + REMIND_AFTER[len(of_this)], *(day + BETWEEN_REMINDERS for day in of_this + paid)])
        if sum(fact.on > on - YEAR for fact in reminders) < MOST_REMINDERS:
            return NextStep(Step.REMIND, on, due, len(of_this) + 1)
    waits = [*(day + AFTER_LAST_REMINDER for day in of_this), *(day + LAPSE_AFTER for day in paid)]
    return NextStep(Step.LAPSE, max([due + LAPSE_AFTER, *waits]))


def _plan(terms: Terms, known: tuple[Fact, ...]) -> _Plan:
    plan = _Plan(date.min, _day(terms), terms.minor)
    for fact in known:
        if fact.kind == FactKind.MADE:
            plan = _Plan(plan.since, plan.first, fact.minor)
        elif fact.kind == FactKind.CHANGED:
            plan = _Plan(fact.on, max(plan.first, fact.on), fact.minor)
        elif fact.kind == FactKind.RESUMED:
            plan = _Plan(fact.on, fact.on, plan.minor)
        elif fact.kind == FactKind.PAUSED and fact.day:
            plan = _Plan(fact.on, fact.day, plan.minor)
    return plan


def _days_of_next_part(terms: Terms, known: tuple[Fact, ...], plan: _Plan) -> tuple[date, date] | None:
    """Return when the next part of a sum is due by the promise, and by what was changed since; None when all came.

    The later of the two is the day.
    """
    steps = list(accumulate(split_minor(plan.minor, terms.instalments)))
    covered_before = _covered(steps, (fact for fact in known if fact.on < plan.since))
    covered = _covered(steps, known)
    if covered == len(steps):
        return None
    return add_months(_day(terms), covered), add_months(plan.first, max(0, covered - covered_before))


def _regular(terms: Terms, known: tuple[Fact, ...], plan: _Plan) -> date:
    every = 12 if terms.rhythm == Rhythm.YEARLY else 1
    start = _day(terms)
    first = _number(start, every, plan.first)
    number, credit = first, 0
    for fact in known:
        if fact.kind not in MONEY or fact.on < plan.since:
            continue
        credit += fact.minor if fact.kind == FactKind.RECEIVED else -fact.minor
        payments, credit = divmod(credit, plan.minor)
        number += payments
        if payments > 0:
            # The first date after this payment is the next one, whatever was missed before.
            number = max(number, _number(start, every, fact.on + timedelta(days=1)))
    return add_months(start, every * max(first, number))


def _number(start: date, every_months: int, day: date) -> int:
    """Return how many due dates lie before `day`."""
    months = (day.year - start.year) * 12 + day.month - start.month
    number = max(0, months // every_months)
    return number if add_months(start, number * every_months) >= day else number + 1


def _covered(steps: list[int], facts: Iterable[Fact]) -> int:
    came = kept_of(facts)
    return sum(step <= came for step in steps)


def _day(terms: Terms) -> date:
    return terms.made_at.astimezone(UTC).date()
