"""An officer decides about one payment, and above a limit a second one agrees."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from donations.accounts import Reason
from donations.models import Settlement, StatementEntry
from donations.screen_head import screen_head
from donations.second_person import NOT_THEIR_OWN, Overtaken, OwnProposal, needs_second_person
from donations.statements.choices import ALONE, SettlementState, Way
from donations.statements.forms import FORMS
from donations.statements.settling import NotPossible, approve, refuse, settle, ways

MAY_SETTLE = "donations.settle_statemententry"


@permission_required(MAY_SETTLE, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_payment(request, pk: int, way: str):
    """Ask where the money goes and why (GET), then have it done or proposed (POST)."""
    if way not in Way.values:
        raise Http404
    entry, chosen = get_object_or_404(StatementEntry, pk=pk), Way(way)
    form = FORMS[chosen](
        request.POST or None, entry=entry, way=chosen, initial={"pledge": request.GET.get("reference", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            settlement = settle(
                entry.pk,
                way=chosen,
                reason=Reason(form.cleaned_data["reason"]),
                parts=form.parts,
                actor=request.user,
                version=form.cleaned_data["version"],
            )
        except Overtaken:
            return _overtaken(request, entry)
        except NotPossible as error:
            form.add_error(None, _why_not(error, entry))
        else:
            if settlement.state == SettlementState.WAITING:
                messages.warning(request, _("Proposed. Nothing is booked until a second officer agrees."))
            else:
                messages.success(request, _("Done."))
            return redirect("bank_payment:inspect", entry.pk)
    if chosen not in ways(entry) or entry.settlements.filter(state=SettlementState.WAITING).exists():
        return _overtaken(request, entry)
    return render(
        request,
        "donations/desk/settle.html",
        {
            **_head(entry, str(chosen.label)),
            "form": form,
            "entry": entry,
            "way": chosen,
            "needs_second": chosen not in ALONE and needs_second_person(entry.minor, entry.currency),
        },
    )


@permission_required(MAY_SETTLE, raise_exception=True)
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request, pk: int):
    """Agree with what somebody else proposed; it is done at once. A GET, after signing in, is led on."""
    return _decide(request, pk, approve, _("Done."))


@permission_required(MAY_SETTLE, raise_exception=True)
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def turn_down(request, pk: int):
    """Turn a proposal down, or take one's own back. A GET, after signing in, is led on."""
    return _decide(request, pk, refuse, _("The proposal is off the table; the payment is as it was before."))


def _decide(request, pk: int, act, done: str):
    settlement = get_object_or_404(Settlement.objects.select_related("entry"), pk=pk)
    if request.method != "POST":
        return redirect("bank_payment:inspect", settlement.entry_id)
    version = request.POST.get("version", "")
    try:
        act(settlement.pk, actor=request.user, version=int(version) if version.isdecimal() else 0)
    except Overtaken:
        return _overtaken(request, settlement.entry)
    except OwnProposal:
        messages.error(request, NOT_THEIR_OWN)
    except NotPossible as error:
        messages.error(request, _why_not(error, settlement.entry))
    else:
        messages.success(request, done)
    return redirect("bank_payment:inspect", settlement.entry_id)


def _overtaken(request, entry: StatementEntry):
    messages.error(
        request,
        _(
            "Somebody else has done something about this payment since you opened it. Nothing of yours was done. "
            "Here is how it stands now."
        ),
    )
    return redirect("bank_payment:inspect", entry.pk)


def _why_not(error: NotPossible, entry: StatementEntry) -> str:
    if error.what == "currency":
        return _("This pledge is in another currency. Choose one in %(currency)s, or a programme.") % {
            "currency": entry.currency
        }
    if error.what == "kept":
        return _("This pledge has not been given that much, so it cannot return it. Choose another.")
    if error.what == "gone":
        return _(
            "This pledge has returned as much already: the bank took it back. It cannot be given away once more."
        )
    if error.what == "got":
        return _("This programme has no payment of this amount without a pledge, so it cannot return one.")
    if error.what == "sum":
        return _("The parts must come to the whole payment, and go to somebody who does not have it yet.")
    return _("This can no longer be done with this payment.")


def _head(entry: StatementEntry, title: str) -> dict[str, object]:
    transfers = (_("Bank transfers"), reverse("bank_payment:index"))
    payment = (str(entry), reverse("bank_payment:inspect", args=[entry.pk]))
    return screen_head(title, transfers, payment, about=str(entry))
