"""The only way in which anything happens to a pledge: a fact is added, and the status is worked out anew.

    with transaction.atomic():
        pledge = hold(pk)
        record(pledge, FactKind.RECEIVED, once="bank:received:…", at=booked_at, minor=50_00)

Money is taken in every state; whether the pledge was closed, ask before recording.
"""

from datetime import date, datetime

from django.utils import timezone

from donations.choices import FactKind
from donations.due import next_step
from donations.fact_models import PledgeFact
from donations.facts import Fact, Standing, stand
from donations.models import Pledge


def hold(pledge_pk: int) -> Pledge:
    """Return the pledge as it is now, and let nobody else touch it until the caller's transaction ends.

    Raises Pledge.DoesNotExist.
    """
    return Pledge.objects.select_for_update().get(pk=pledge_pk)


def begin(pledge: Pledge) -> None:
    """Add the first fact of a pledge that the caller's transaction has just created, and settle it."""
    made = _write(pledge, FactKind.MADE, once="made", at=pledge.created_at, minor=pledge.minor)
    _settle(pledge, timezone.now().date(), (made,))


def record(
    pledge: Pledge, kind: FactKind, *, once: str, at: datetime, minor: int = 0, day: date | None = None
) -> bool:
    """Add a fact to a pledge that is held, and settle it; return False when `once` is known already.

    `minor` is in the pledge's currency: money and new terms are above nothing. `at` is aware UTC; what bears a
    later time, as a transfer with a value date may, counts from now. `day`: see `Fact`. Raises IntegrityError
    for a fact that cannot be.
    """
    now = timezone.now()
    known = facts_of(pledge)
    if any(fact.once == once for fact in known):
        return False
    fact = _write(pledge, kind, once=once, at=min(at, now), minor=minor, day=day)
    _settle(pledge, now.date(), (*known, fact))
    return True


def settle(pledge: Pledge, today: date) -> Standing:
    """Write down what the facts come to, where that has changed; return it."""
    return _settle(pledge, today, facts_of(pledge))


def _settle(pledge: Pledge, today: date, facts: tuple[Fact, ...]) -> Standing:
    # What is written has happened, also where another machine's clock is ahead of this one's at midnight.
    today = max([today, *(fact.on for fact in facts)])
    standing = stand(pledge.terms, facts, today)
    step = next_step(pledge.terms, facts, today)
    columns = {
        "status": standing.status.value,
        "minor": standing.minor,
        "confirmed_at": standing.confirmed_at,
        "next_on": step.on if step else None,
    }
    changed = {name: value for name, value in columns.items() if getattr(pledge, name) != value}
    if changed:
        Pledge.objects.filter(pk=pledge.pk).update(**changed)
        for name, value in changed.items():
            setattr(pledge, name, value)
    return standing


def _write(pledge: Pledge, kind: FactKind, **columns) -> Fact:
    return PledgeFact.objects.create(pledge=pledge, kind=kind, **columns).fact


def facts_of(pledge: Pledge) -> tuple[Fact, ...]:
    """Return all that happened to it, the earliest first."""
    return tuple(row.fact for row in PledgeFact.objects.filter(pledge=pledge))
