"""What the page of a pledge says after a click. The address carries a word out of this list, never a text.

There is no session and no cookie that could carry it. Whoever opens an old address reads nothing that is no
longer so.
"""

from enum import StrEnum

from django.utils.translation import gettext as _

from donations.choices import PledgeStatus
from donations.models import Pledge
from donations.written import written_in_text

NAME = "done"


class Done(StrEnum):
    """What was done last."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    DESCRIBED = "described"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


def message(pledge: Pledge, word: str, *, is_paused: bool) -> str:
    """Return what to say in the reader's language; nothing for a word that is none, or where it is not so."""
    is_active = pledge.status == PledgeStatus.ACTIVE
    if word == Done.CONFIRMED and pledge.is_confirmed and not pledge.is_closed:
        return _("Your pledge is confirmed.")
    if word == Done.CHANGED and pledge.is_cancellable:
        return _("Changed: the amount is now %(amount)s.") % {"amount": written_in_text(pledge.money)}
    if word == Done.DESCRIBED and pledge.is_confirmed:
        return _("Your details are saved.")
    if word == Done.PAUSED and is_paused:
        return _("Your pledge is paused. We ask for nothing until the pause is over.")
    if word == Done.RESUMED and is_active and not is_paused:
        return _("Your pledge goes on from today.")
    if word == Done.STOPPED:
        return _("Done: we write to you about payments no more.")
    if word == Done.CANCELLED and pledge.is_closed:
        return _("Your pledge is called off. You owe nothing, and we ask for nothing more.")
    return ""
