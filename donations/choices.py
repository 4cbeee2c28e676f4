"""The kinds of pledge, their states, and the named groups of states that code asks about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_INSTALMENTS = 60


class Rhythm(models.TextChoices):
    """How often a pledge is paid."""

    ONCE = "once", _("Once")
    MONTHLY = "monthly", _("Every month")
    YEARLY = "yearly", _("Every year")
    INSTALMENTS = "instalments", _("One amount in monthly parts")


class PledgeStatus(models.TextChoices):
    """Where a pledge stands. Money is booked in every state; none of them refuses it."""

    UNCONFIRMED = "unconfirmed", _("Not yet confirmed")
    ACTIVE = "active", _("Active")
    FULFILLED = "fulfilled", _("Fulfilled")
    LAPSED = "lapsed", _("Lapsed")
    CANCELLED = "cancelled", _("Cancelled")
    ENDED = "ended", _("Ended")
    CLOSED_SHORT = "closed_short", _("Closed before it was complete")
    EXPIRED = "expired", _("Never confirmed")


OPEN = frozenset({PledgeStatus.UNCONFIRMED, PledgeStatus.ACTIVE, PledgeStatus.LAPSED})
FINAL = frozenset({PledgeStatus.CANCELLED, PledgeStatus.ENDED, PledgeStatus.CLOSED_SHORT, PledgeStatus.EXPIRED})
# Nobody has opened the link in the mail: they count nowhere.
NEVER_CONFIRMED = frozenset({PledgeStatus.UNCONFIRMED, PledgeStatus.EXPIRED})
# A promise that still stands or was kept: what the public totals count.
PROMISED = frozenset({PledgeStatus.ACTIVE, PledgeStatus.FULFILLED})
# Promised once, and no longer waited for: shown beside it.
NOT_KEPT = frozenset({PledgeStatus.LAPSED, PledgeStatus.CLOSED_SHORT})
# The supporter may still call it off; what was never confirmed needs no calling off, it expires.
CANCELLABLE = OPEN - NEVER_CONFIRMED


# What has no end of its own; the others promise a sum.
REGULAR = frozenset({Rhythm.MONTHLY, Rhythm.YEARLY})


class FactKind(models.TextChoices):
    """What can happen to a pledge. At the same instant they follow each other in this order."""

    MADE = "made", _("Made")
    CONFIRMED = "confirmed", _("Confirmed by the supporter")
    CHANGED = "changed", _("Amount changed")
    DETAILS = "details", _("Name, dedication or language changed")
    RECEIVED = "received", _("Money received")
    RETURNED = "returned", _("Money returned")
    PAUSED = "paused", _("Paused")
    REMINDED = "reminded", _("Reminded")
    REMINDERS_STOPPED = "stopped", _("Reminders stopped")
    LAPSED = "lapsed", _("Lapsed")
    RESUMED = "resumed", _("Resumed")
    WRITTEN_OFF = "written_off", _("Written off")
    CANCELLED = "cancelled", _("Cancelled by the supporter")
    EXPIRED = "expired", _("Not confirmed in time")
    FORGOTTEN = "forgotten", _("Name and address deleted")


MONEY = frozenset({FactKind.RECEIVED, FactKind.RETURNED})
TERMS = frozenset({FactKind.MADE, FactKind.CHANGED})
# They speak of a day: until when, or of which payment.
OF_A_DAY = frozenset({FactKind.PAUSED, FactKind.REMINDED})


class LinkPurpose(models.TextChoices):
    """What a link that we gave to a supporter opens; it opens nothing else."""

    THANKS = "thanks", _("Payment instructions")
    CONFIRM = "confirm", _("Confirm")
    MANAGE = "manage", _("Manage")
    STOP = "stop", _("Stop reminders")
