"""What every way to pay with cards can do, and the shapes it speaks in.

An `attempt_ref` is the attempt's own UUID where the provider repeats it, else the provider's name of the payment;
`Report.links` says which payment belongs to which attempt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from donations.money import Money
from donations.providers.money_facts import Fact, MoneyKind


class NotGenuine(Exception):
    """The notification does not come from the provider, or not from the mode that this site works in."""


class Unreachable(Exception):
    """The provider did not answer, or has a fault. What was asked may have happened all the same."""


class Refused(Exception):
    """The provider said no, for good: asking again does not help. Nothing was done."""


class Unrepresentable(ValueError):
    """The provider cannot take this amount, or we do not know the currency it speaks of."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Which amounts of one currency a provider takes: from `minimum` to `maximum`, in steps; minor units."""

    minimum: int
    maximum: int
    step: int = 1

    def take(self, money: Money) -> bool:
        """Whether the provider takes this amount."""
        return self.minimum <= money.minor <= self.maximum and money.minor % self.step == 0


@dataclass(frozen=True, slots=True)
class Started:
    """A payment page that waits: the provider's name for it, and the address to send the supporter to."""

    ref: str
    address: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider told: facts, which payment belongs to which attempt, and which attempts are over unpaid."""

    facts: tuple[Fact, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    ended: tuple[str, ...] = ()

    def __add__(self, other: "Report") -> "Report":
        """Return both together."""
        return Report(self.facts + other.facts, {**self.links, **other.links}, self.ended + other.ended)

    def as_json(self) -> dict[str, object]:
        """Return it as plain values; nothing in it says who paid."""
        facts = [
            [
                fact.kind.value,
                fact.provider_ref,
                fact.attempt_ref,
                fact.currency,
                fact.minor,
                fact.occurred_at.isoformat(),
            ]
            for fact in self.facts
        ]
        return {"facts": facts, "links": dict(self.links), "ended": list(self.ended)}

    @classmethod
    def from_json(cls, provider: str, kept: dict[str, Any]) -> "Report":
        """Return what `as_json` kept."""
        facts = tuple(
            Fact(provider, MoneyKind(kind), ref, attempt, currency, minor, datetime.fromisoformat(at))
            for kind, ref, attempt, currency, minor, at in kept["facts"]
        )
        return cls(facts, kept["links"], tuple(kept["ended"]))


@dataclass(frozen=True, slots=True)
class Notification:
    """A genuine message: its own name, which a repetition repeats, and what it says.

    `problem` says why it could not be read as facts; such a message is kept for an officer.
    """

    ref: str
    report: Report
    problem: str = ""


class StartedAttempt(Protocol):
    """What a provider may know of an attempt: nothing that says who pays."""

    public_id: UUID
    provider_ref: str
    payment_ref: str
    created_at: datetime

    @property
    def money(self) -> Money:
        """The amount."""


class CardProvider(Protocol):
    """A payment page of somebody else's, notifications, questions, refunds."""

    name: str
    # The origin that the browser is sent to, as the content security policy names it.
    page_origin: str

    def capabilities(self, currency: str) -> Capabilities | None:
        """Return which amounts it takes, or None for a currency that it does not take."""

    def start(self, attempt: StartedAttempt, *, language: str, back: str, unpaid: str) -> Started:
        """Open a payment page. Asked again for the same attempt, it is the same page.

        `back` and `unpaid` are where the supporter comes out. Raises Unreachable, Refused or Unrepresentable.
        """

    def parse_notification(self, headers: Mapping[str, str], raw_body: bytes) -> Notification:
        """Return what a notification says. Raises NotGenuine."""

    def fetch(self, attempt: StartedAttempt) -> Report:
        """Return all that the provider knows of an attempt. Raises Unreachable or Refused."""

    def attempt_of(self, payment_ref: str) -> str:
        """Return the UUID of the attempt that a payment belongs to; empty where it is none of ours.

        Raises Unreachable.
        """

    def refund(self, attempt: StartedAttempt, *, refund_id: UUID, money: Money) -> tuple[str, Report]:
        """Send money back; asked again with the same `refund_id`, it goes once. Return the provider's name for it.

        Raises Unreachable, Refused or Unrepresentable.
        """
