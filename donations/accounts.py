"""The ledger's accounts, the kinds of correction, and the reasons that an officer chooses from."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from donations.providers.money_facts import MoneyKind


class Account(TextChoices):
    """Where money is, or what it was for. What we hold is positive, what was given to us negative."""

    BANK = "bank", _("Bank")
    CLEARING = "clearing", _("With the provider")
    UNMATCHED = "unmatched", _("Not matched to a pledge")
    INCOME = "income", _("Received for a programme")
    RETURNED = "returned", _("Returned")
    DISPUTES = "disputes", _("Disputed")
    FEES = "fees", _("Fees")


# Lines on these carry a programme; those on `OF_PROVIDER` the name of a provider; those on the bank neither.
OF_PROGRAMME = frozenset({Account.INCOME, Account.RETURNED, Account.DISPUTES})
OF_PROVIDER = frozenset({Account.CLEARING, Account.UNMATCHED, Account.FEES})


class Correction(TextChoices):
    """What an officer books. Nothing that was booked is changed: a correction is one more transaction."""

    REVERSED = "reversed", _("Reversed")
    ASSIGNED = "assigned", _("Assigned to a pledge")
    SPLIT = "split", _("Split between pledges")
    SENT_BACK = "sent_back", _("Sent back to the payer")
    REALLOCATED = "reallocated", _("Re-allocated")


class Reason(TextChoices):
    """Why. A list, and no text: what an officer types could name somebody, and the ledger never forgets."""

    REFERENCE_MISTYPED = "reference_mistyped", _("The reference had a slip")
    REFERENCE_MISSING = "reference_missing", _("There was no reference")
    PAYER_SAID = "payer_said", _("The payer told us what it is for")
    SEVERAL_PLEDGES = "several_pledges", _("One payment for several pledges")
    WRONG_PLEDGE = "wrong_pledge", _("It was booked to the wrong pledge")
    WRONG_AMOUNT = "wrong_amount", _("It was booked with the wrong amount")
    PAID_TWICE = "paid_twice", _("It was paid twice")
    NOT_FOR_US = "not_for_us", _("It was not meant for us")
    PAYER_ASKED = "payer_asked", _("The payer asked for it back")


MOVES_MONEY = frozenset(MoneyKind) - {MoneyKind.FAILED}
