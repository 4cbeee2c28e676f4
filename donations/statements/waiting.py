"""What waits for officers: payments to look at, and decisions that need a second person."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign_site.pages.dashboard import Waiting, counts
from donations.models import StatementEntry
from donations.statements.choices import CASES, SettlementState


def cases(entries):
    """Return the payments that an officer has to look at and nobody has proposed anything for."""
    return entries.filter(state__in=CASES).exclude(settlements__state=SettlementState.WAITING)


def proposed(entries):
    """Return the payments for which a proposal waits for a second officer."""
    return entries.filter(settlements__state=SettlementState.WAITING)


def numbers(user) -> Iterator[Waiting]:
    """Yield both, to those who decide."""
    if not user.has_perms(["donations.view_statemententry", "donations.settle_statemententry"]):
        return
    entries = StatementEntry.objects.order_by()
    to_look_at, waiting = counts(cases(entries), proposed(entries))
    index = reverse("bank_payment:index")
    yield Waiting(_("Bank transfers to look at"), to_look_at, f"{index}?show=cases")
    yield Waiting(_("Decisions that wait for a second officer"), waiting, f"{index}?show=proposed")
