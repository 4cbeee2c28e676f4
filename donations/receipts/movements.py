"""How much of each gift to one pledge went back, worked out of what the ledger holds for it. Pure.

A reversal names what it undoes, and so does a dispute that was won. What went back to a card is taken from the
payment that it belongs to. What the bank took back may name only the pledge: it is taken from what came by bank
last before it, then from any other gift. Neither the order in which things were booked nor their repetition makes
a difference.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from donations.accounts import Correction
from donations.providers.money_facts import MoneyKind

# They give back to a gift what was taken from it, and are none themselves.
_UNDOES = frozenset({Correction.REVERSED.value, MoneyKind.DISPUTE_WON.value})


@dataclass(frozen=True, slots=True)
class Movement:
    """What one transaction gave the pledge (`minor` units, above nothing) or took from it.

    `reverses` is the number of the transaction that it undoes. `attempt` is the key of the card payment that it
    belongs to, None where none is known. `occurred_at` is aware UTC.
    """

    sequence: int
    provider: str
    kind: str
    provider_ref: str
    occurred_at: datetime
    minor: int
    reverses: int | None = None
    attempt: int | None = None

    @property
    def is_gift(self) -> bool:
        """Whether it is one that a receipt is given for."""
        return self.minor > 0 and gives(self.kind)


def gives(kind: str) -> bool:
    """Whether what a transaction of this kind gives to a pledge is a gift of its own."""
    return kind not in _UNDOES


def returned(movements: Iterable[Movement]) -> dict[int, int]:
    """Return how much of each gift, by its transaction's number, went back: never more than the gift.

    Gifts that were kept whole are left out.
    """
    known = {movement.sequence: movement for movement in movements}
    sums: dict[int, int] = defaultdict(int)
    for movement in known.values():
        sums[_undone(movement, known).sequence] += movement.minor
    gifts = [movement for movement in known.values() if movement.is_gift]
    left = {gift.sequence: min(max(sums[gift.sequence], 0), gift.minor) for gift in gifts}
    taken = [movement for movement in known.values() if not movement.is_gift and sums[movement.sequence] < 0]
    for movement in sorted(taken, key=_when):
        wanted = -sums[movement.sequence]
        of_payment = _candidates(gifts, movement)
        for gift in sorted(of_payment, key=lambda gift: (_nearness(gift, movement), _when(gift)), reverse=True):
            part = min(wanted, left[gift.sequence])
            left[gift.sequence] -= part
            wanted -= part
    return {gift.sequence: gift.minor - left[gift.sequence] for gift in gifts if left[gift.sequence] < gift.minor}


def _undone(movement: Movement, known: dict[int, Movement]) -> Movement:
    """Return what a movement counts towards: what it undoes, or what that undoes in turn, or itself."""
    while movement.reverses in known:
        movement = known[movement.reverses]
    if movement.kind == MoneyKind.DISPUTE_WON:
        lost = (movement.provider, MoneyKind.DISPUTED.value, movement.provider_ref)
        found = (one for one in known.values() if (one.provider, one.kind, one.provider_ref) == lost)
        return next(found, movement)
    return movement


def _candidates(gifts: list[Movement], taken: Movement) -> list[Movement]:
    """Return the gifts that `taken` may be of; it is guessed only while nothing tells."""
    if taken.attempt is None:
        return gifts
    same = [gift for gift in gifts if gift.attempt == taken.attempt]
    # Of a payment that is not told yet; or that was booked before payments were noted.
    return same or [gift for gift in gifts if gift.attempt is None and gift.provider == taken.provider]


def _nearness(gift: Movement, taken: Movement) -> tuple[bool, bool]:
    is_same = gift.provider == taken.provider
    return is_same and gift.occurred_at <= taken.occurred_at, is_same


def _when(movement: Movement) -> tuple[datetime, str, str, str]:
    return movement.occurred_at, movement.provider, movement.kind, movement.provider_ref
