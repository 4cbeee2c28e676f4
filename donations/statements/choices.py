"""What a payment on a statement can be, why an officer has to look at it, and what the officer can do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryState(models.TextChoices):
    """Where a payment stands. Its money is in the ledger, unless it is outside or left out."""

    MATCHED = "matched", _("Matched by its reference")
    TO_CHECK = "to_check", _("Matched, to be checked")
    OPEN = "open", _("Not matched")
    OUTSIDE = "outside", _("Not booked")
    SETTLED = "settled", _("Settled by an officer")
    UNDONE = "undone", _("Taken back by the bank")
    LEFT_OUT = "left_out", _("Paid by us")


# An officer has to look at these; only as long are the payer's words kept.
CASES = frozenset({EntryState.TO_CHECK, EntryState.OPEN, EntryState.OUTSIDE})


class Cause(models.TextChoices):
    """What is odd about a payment. Under and late are only named: nobody has to do anything about them."""

    NONE = "", _("Nothing")
    UNDER = "under", _("Less than promised")
    OVER = "over", _("More than promised")
    PAID_ALREADY = "paid_already", _("The pledge was paid already")
    LATE = "late", _("The pledge had lapsed")
    CLOSED = "closed", _("The pledge was closed")
    CURRENCY = "currency", _("Another currency than the pledge's")
    NO_REFERENCE = "no_reference", _("No reference")
    NEAR = "near", _("A reference with a slip in it")
    UNKNOWN = "unknown", _("A reference that is no pledge's")
    SEVERAL = "several", _("References of several pledges")
    UNCLEAR = "unclear", _("Several payments in one sum")
    CAME_BACK = "came_back", _("A payment of ours came back")
    REVERSAL = "reversal", _("The bank took a payment back")
    FOREIGN_ACCOUNT = "foreign_account", _("Not on an account of ours")
    FOREIGN_CURRENCY = "foreign_currency", _("Another currency than the account's")


class Way(models.TextChoices):
    """What an officer does with a payment. All but the first and the last are a transaction of the ledger."""

    KEEP = "keep", _("Leave it with its pledge")
    ASSIGN = "assign", _("Assign it")
    SPLIT = "split", _("Split it")
    SEND_BACK = "send_back", _("Send it back to the payer")
    REALLOCATE = "reallocate", _("Move it to another pledge")
    SET_ASIDE = "set_aside", _("Set it aside without booking it")


BOOKED = frozenset({Way.ASSIGN, Way.SPLIT, Way.SEND_BACK, Way.REALLOCATE})
# Whoever leaves money where the payer's own reference put it needs nobody's consent.
ALONE = frozenset({Way.KEEP})


class SettlementState(models.TextChoices):
    """Whether what an officer proposed was done."""

    WAITING = "waiting", _("Waits for a second person")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Not done")
