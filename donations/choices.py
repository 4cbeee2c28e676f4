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


class LinkPurpose(models.TextChoices):
    """What a link that we gave to a supporter opens; it opens nothing else."""

    THANKS = "thanks", _("Payment instructions")
    CONFIRM = "confirm", _("Confirm")
    MANAGE = "manage", _("Manage")
