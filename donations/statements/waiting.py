"""What waits for officers about bank transfers. Decisions of all kinds: `donations/decisions.py`."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign_site.pages.dashboard import Waiting
from donations.models import StatementEntry
from donations.statements.choices import CASES, SettlementState


def cases(entries):
    """Return the payments that an officer has to look at and nobody has proposed anything for."""
    return entries.filter(state__in=CASES).exclude(settlements__state=SettlementState.WAITING)


def proposed(entries):
    """Return the payments for which a proposal waits for a second officer."""
    return entries.filter(settlements__state=SettlementState.WAITING)


def numbers(user) -> Iterator[Waiting]:
    """Yield how many payments there are to look at, to those who decide."""
    if not user.has_perms(["donations.view_statemententry", "donations.settle_statemententry"]):
        return
    to_look_at = cases(StatementEntry.objects.order_by()).count()
    yield Waiting(_("Bank transfers to look at"), to_look_at, reverse("bank_payment:index") + "?show=cases")
