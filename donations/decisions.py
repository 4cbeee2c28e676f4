"""Decisions about money that wait for a second officer: about bank transfers, and about refunds to cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign_site.pages.dashboard import Waiting, counts
from donations.cards.models import RefundState
from donations.cards.screens import MAY_REFUND
from donations.models import Pledge, Refund, Settlement
from donations.money import Money
from donations.screen_head import screen_head
from donations.statements.choices import SettlementState
from donations.statements.screens import MAY_SETTLE

OF_TRANSFERS = ("donations.view_statemententry", MAY_SETTLE)
OF_CARDS = ("donations.view_attempt", MAY_REFUND)


@dataclass(frozen=True, slots=True)
class Decision:
    """One that waits: what is to be done, with how much, who proposed it when, and where it is decided.

    `payment` names what it is about, `pledges` are those that it is for or from.
    """

    what: str
    payment: str
    pledges: list[Pledge]
    money: Money
    proposed_by: str
    proposed_at: datetime
    url: str
    is_mine: bool


def settlements(user):
    """Return the proposals about bank transfers that this user may decide about."""
    waiting = Settlement.objects.filter(state=SettlementState.WAITING)
    return waiting if user.has_perms(OF_TRANSFERS) else waiting.none()


def refunds(user):
    """Return the refunds to cards that this user may decide about."""
    waiting = Refund.objects.filter(state=RefundState.PROPOSED)
    return waiting if user.has_perms(OF_CARDS) else waiting.none()


def numbers(user) -> Iterator[Waiting]:
    """Yield how many there are, to those who decide."""
    if user.has_perms(OF_TRANSFERS) or user.has_perms(OF_CARDS):
        waiting = sum(counts(settlements(user), refunds(user)))
        yield Waiting(_("Decisions that wait for a second officer"), waiting, reverse("waiting_decisions"))


@never_cache
@require_safe
def waiting_decisions(request):
    """List them, the oldest first."""
    if not (request.user.has_perms(OF_TRANSFERS) or request.user.has_perms(OF_CARDS)):
        raise PermissionDenied
    title = _("Decisions that wait for a second officer")
    context = {
        **screen_head(title),
        "decisions": sorted(_decisions(request.user), key=lambda decision: decision.proposed_at),
    }
    return render(request, "donations/desk/decisions.html", context)


def _decisions(user) -> Iterator[Decision]:
    waiting = settlements(user).select_related("entry", "proposed_by").prefetch_related("parts__pledge")
    for one in waiting:
        yield Decision(
            what=one.get_way_display(),
            payment=f"{_('Bank transfer')} {one.entry}",
            pledges=[part.pledge for part in one.parts.all() if part.pledge],
            money=one.entry.signed,
            proposed_by=_name(one.proposed_by),
            proposed_at=one.proposed_at,
            url=reverse("bank_payment:inspect", args=[one.entry_id]),
            is_mine=one.proposed_by == user,
        )
    for one in refunds(user).select_related("attempt__pledge", "asked_by"):
        yield Decision(
            what=_("Send back to the card"),
            payment=_("Card payment"),
            pledges=[one.attempt.pledge],
            money=one.money,
            proposed_by=_name(one.asked_by),
            proposed_at=one.asked_at,
            url=reverse("card_payment:inspect", args=[one.attempt_id]),
            is_mine=one.asked_by == user,
        )


def _name(officer) -> str:
    return officer.get_full_name() or officer.email
