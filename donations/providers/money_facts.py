"""What a way to pay tells us: one fact at a time, in any order and as often as it likes. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LONGEST_PROVIDER = 20
LONGEST_REF = 128
_CODE = re.compile(r"[A-Z]{3}")


class MoneyKind(TextChoices):
    """What happened to money. `FAILED` moves none."""

    RECEIVED = "received", _("Received")
    REFUNDED = "refunded", _("Refunded")
    DISPUTED = "disputed", _("Disputed")
    DISPUTE_WON = "dispute_won", _("Dispute won")
    FEE = "fee", _("Fee")
    FAILED = "failed", _("Failed")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a provider says happened.

    `provider_ref` is the provider's own name of it: with `provider` and `kind` it makes a repetition harmless.
    `attempt_ref` is ours, empty where there is none. `minor` is the amount in integer minor units of the ISO 4217
    `currency`, never negative. `occurred_at` is aware UTC.

    Raises TypeError for an amount that is no integer, ValueError for anything else that cannot be.
    """

    provider: str
    kind: MoneyKind
    provider_ref: str
    attempt_ref: str
    currency: str
    minor: int
    occurred_at: datetime

    def __post_init__(self) -> None:
        """Refuse what is no fact, so that nothing further on has to."""
        if type(self.minor) is not int:
            raise TypeError("an amount is an integer of minor units")
        if self.minor < 0 or not _CODE.fullmatch(self.currency):
            raise ValueError("no amount: negative, or without an ISO 4217 code")
        if self.kind not in MoneyKind.values:
            raise ValueError("no kind of fact")
        if not (0 < len(self.provider) <= LONGEST_PROVIDER and 0 < len(self.provider_ref) <= LONGEST_REF):
            raise ValueError("a fact has a provider, and the provider's name for it")
        if not self.provider_ref.isprintable():
            raise ValueError("the provider's name for a fact can be printed")
        if self.occurred_at.utcoffset() != timedelta(0):
            raise ValueError("a time is aware and in UTC")
