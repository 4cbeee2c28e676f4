"""A provider that is nobody's: it tells the truth, but twice, late, in any order, or not at all.

For tests: nothing of it leaves the process. Whoever asks it gets all of the truth, as of a real provider.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from random import Random
from uuid import UUID

from donations.money import Money
from donations.providers.interface import (
    Capabilities,
    NotGenuine,
    Notification,
    Refused,
    Report,
    Started,
    StartedAttempt,
)
from donations.providers.money_facts import Fact, MoneyKind
from donations.providers.stripe_amounts import stripe_capabilities

NAME = "fake"


class FakeProvider:
    """Money moves when `happen` says so; `told` is what arrives of it. `chance` decides how badly."""

    name = NAME
    page_origin = "http://127.0.0.1"

    def __init__(self, chance: Random):
        self._chance = chance
        self._known: dict[str, list[Fact]] = {}
        self._waiting: list[Notification] = []
        self._number = 0

    def capabilities(self, currency: str) -> Capabilities | None:
        """Return the amounts that the real one takes."""
        return stripe_capabilities(currency)

    def start(self, attempt: StartedAttempt, *, language: str, back: str, unpaid: str) -> Started:
        """Open a page that leads straight back."""
        return Started(f"page-{attempt.public_id}", back)

    def happen(self, attempt: StartedAttempt, kind: MoneyKind, money: Money, at: datetime) -> Fact:
        """Let something happen to a payment, and be told of later."""
        self._number += 1
        mine = str(attempt.public_id)
        fact = Fact(NAME, kind, f"{mine}-{self._number}", mine, money.currency, money.minor, at)
        self._known.setdefault(mine, []).append(fact)
        self._waiting.append(Notification(f"event-{self._number}", Report((fact,))))
        return fact

    def told(self) -> list[Notification]:
        """Return what arrives now: of all that waits some is lost, some comes twice, some later, in any order."""
        arrives: list[Notification] = []
        later: list[Notification] = []
        for notification in self._waiting:
            fate = self._chance.choice(("lost", "once", "twice", "late", "late twice"))
            arrives += [notification] * {"once": 1, "twice": 2, "late twice": 1}.get(fate, 0)
            later += [notification] * fate.startswith("late")
        self._chance.shuffle(arrives)
        self._waiting = later
        return arrives

    def parse_notification(self, headers: Mapping[str, str], raw_body: bytes) -> Notification:
        """Read what `told` gave, as JSON. Nothing of it is signed, so no address takes it."""
        try:
            kept = json.loads(raw_body)
            return Notification(kept["ref"], Report.from_json(NAME, kept["report"]))
        except (ValueError, KeyError, TypeError) as error:
            raise NotGenuine("no notification") from error

    def fetch(self, attempt: StartedAttempt) -> Report:
        """Return all that happened to an attempt."""
        return Report(tuple(self._known.get(str(attempt.public_id), ())))

    def attempt_of(self, payment_ref: str) -> str:
        """Return nothing: its facts name their attempt."""
        return ""

    def refund(self, attempt: StartedAttempt, *, refund_id: UUID, money: Money) -> tuple[str, Report]:
        """Send back what came in, and no more."""
        ref, known = f"refund-{refund_id}", self._known.setdefault(str(attempt.public_id), [])
        for fact in known:
            if fact.provider_ref == ref:
                return ref, Report((fact,))
        received = [fact for fact in known if fact.kind == MoneyKind.RECEIVED]
        sent = sum(fact.minor for fact in known if fact.kind == MoneyKind.REFUNDED)
        if sent + money.minor > sum(fact.minor for fact in received):
            raise Refused("more than came in")
        made = Fact(
            NAME,
            MoneyKind.REFUNDED,
            ref,
            str(attempt.public_id),
            money.currency,
            money.minor,
            received[0].occurred_at,
        )
        known.append(made)
        return ref, Report((made,))
