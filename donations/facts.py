"""Where a pledge stands, worked out of what happened to it and of nothing else. Pure.

Facts are a set: `once` names each, so neither their order nor their repetition matters. Money counts whenever
it comes, also after the end. Amounts are integer minor units of the pledge's currency; times are aware UTC.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from donations.choices import REGULAR, FactKind, PledgeStatus

_ORDER = {kind.value: number for number, kind in enumerate(FactKind)}
_CLOSING = (FactKind.CANCELLED, FactKind.WRITTEN_OFF)


@dataclass(frozen=True, slots=True)
class Terms:
    """What was promised: `minor` each time when the rhythm is a regular one, else in all."""

    rhythm: str
    minor: int
    instalments: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. `day`: until when a pause lasts, or which due day a reminder was about."""

    kind: str
    at: datetime
    once: str
    minor: int = 0
    day: date | None = None

    @property
    def on(self) -> date:
        """The day (UTC) on which it happened."""
        return self.at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class Standing:
    """What the facts come to. `minor` is what is promised by now; `confirmed_at` is None until then."""

    status: PledgeStatus
    minor: int
    received: int
    returned: int
    confirmed_at: datetime | None

    @property
    def kept(self) -> int:
        """What came and was not sent back."""
        return self.received - self.returned


def in_order(facts: Iterable[Fact], today: date) -> tuple[Fact, ...]:
    """Return each fact up to the end of `today` once, the earliest first; ties in an order of our own."""
    known: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.at, _ORDER[fact.kind], fact.once, fact.minor, str(fact.day))):
        if fact.on <= today:
            known.setdefault(fact.once, fact)
    return tuple(known.values())


def total(facts: Iterable[Fact], kind: FactKind) -> int:
    """Return the sum in minor units of all facts of one kind."""
    return sum(fact.minor for fact in facts if fact.kind == kind)


def kept_of(facts: Iterable[Fact]) -> int:
    """Return what came and was not sent back, in minor units; less than nothing where more went than came."""
    counted = tuple(facts)
    return total(counted, FactKind.RECEIVED) - total(counted, FactKind.RETURNED)


def derive(terms: Terms, facts: Iterable[Fact], today: date) -> PledgeStatus:
    """Return the status on the evening of `today` (UTC)."""
    return stand(terms, facts, today).status


def stand(terms: Terms, facts: Iterable[Fact], today: date) -> Standing:
    """Return all that the facts come to on the evening of `today` (UTC)."""
    known = in_order(facts, today)
    received, returned = total(known, FactKind.RECEIVED), total(known, FactKind.RETURNED)
    minor = terms.minor
    confirmed_at = None
    for fact in known:
        if fact.kind in (FactKind.MADE, FactKind.CHANGED):
            minor = fact.minor
        elif fact.kind in (FactKind.CONFIRMED, FactKind.RECEIVED) and confirmed_at is None:
            # A transfer may bear an earlier day than the pledge that it is for.
            confirmed_at = max(fact.at, terms.made_at)
    status = _status(terms.rhythm in REGULAR, known, minor, received, returned)
    return Standing(status, minor, received, returned, confirmed_at)


def _status(regular: bool, known: tuple[Fact, ...], minor: int, received: int, returned: int) -> PledgeStatus:
    kinds = {fact.kind for fact in known}
    kept = received - returned
    if FactKind.CONFIRMED not in kinds and FactKind.RECEIVED not in kinds:
        return PledgeStatus.EXPIRED if FactKind.EXPIRED in kinds else PledgeStatus.UNCONFIRMED
    if not regular and kept >= minor:
        return PledgeStatus.FULFILLED
    if kinds.intersection(_CLOSING):
        if kept <= 0 and FactKind.CANCELLED in kinds:
            return PledgeStatus.CANCELLED
        return PledgeStatus.ENDED if regular and kept > 0 else PledgeStatus.CLOSED_SHORT
    return PledgeStatus.LAPSED if is_lapsed(known, received) else PledgeStatus.ACTIVE


def is_lapsed(known: tuple[Fact, ...], received: int) -> bool:
    """Whether the supporter's silence still lasts. A lapse holds what had been received by then: more ends it."""
    signs = (FactKind.LAPSED, FactKind.RESUMED, FactKind.CHANGED)
    last = next((fact for fact in reversed(known) if fact.kind in signs), None)
    return last is not None and last.kind == FactKind.LAPSED and received <= last.minor
