"""Sending a card payment back: one officer asks, and above a limit a second one agrees."""

import uuid

from django import forms
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from donations import providers
from donations.amounts import AmountError, parse_amount
from donations.cards import refunding
from donations.cards.models import RefundReason, RefundState
from donations.cards.screens import MAY_REFUND, head
from donations.currencies import CURRENCIES
from donations.forms import AMOUNT_MESSAGES, amount_message
from donations.models import Attempt, Refund
from donations.money import Money
from donations.second_person import NOT_THEIR_OWN, ONE_PERSON_UP_TO, Overtaken, OwnProposal
from donations.written import written

SAID = {
    RefundState.PROPOSED: gettext_lazy("Proposed. Nothing is sent until a second officer agrees."),
    RefundState.ASKED: gettext_lazy("Noted. The payment company does not answer; it is asked again every minute."),
    RefundState.ACCEPTED: gettext_lazy("The payment company has taken it. It is booked when the money has left."),
    RefundState.DONE: gettext_lazy("It is on its way to the card, and booked."),
    RefundState.DECLINED: gettext_lazy("The proposal is off the table, and nothing was sent."),
    RefundState.REFUSED: gettext_lazy("The payment company refused it, and nothing was sent. Look there for why."),
}


OVERTAKEN = gettext_lazy(
    "A proposal for this payment waits, or somebody else has decided about it. Nothing of yours was done. "
    "Here is how it stands now."
)


SWITCHED_OFF = gettext_lazy("Cards are not switched on here, so nothing can be sent back.")


class RefundForm(forms.Form):
    """How much goes back, and why. `number` makes one refund of a form that is sent twice."""

    number = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        error_messages={"required": AMOUNT_MESSAGES["empty"]},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}),
    )
    reason = forms.ChoiceField(label=gettext_lazy("Why?"), choices=RefundReason.choices, widget=forms.RadioSelect)

    def __init__(self, data, *, left: Money):
        super().__init__(data, initial={"amount": left.typed()})
        self.left = left

    def clean_amount(self) -> Money:
        """Read the amount; a refund may be as small as there is money."""
        try:
            return parse_amount(self.cleaned_data["amount"], self.left.currency, smallest=1)
        except AmountError as error:
            raise forms.ValidationError(amount_message(error)) from error


@permission_required(MAY_REFUND, raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund_payment(request, pk: int):
    """Ask how much and why (GET), then send it back to the card it came from (POST)."""
    attempt = get_object_or_404(Attempt.objects.select_related("pledge"), pk=pk)
    form = RefundForm(request.POST or None, left=attempt.refundable)
    if request.method == "POST" and form.is_valid() and (refund := _sent(request, form, attempt)):
        return _said(request, refund)
    if why_not := _why_nothing(attempt):
        messages.error(request, why_not)
        return redirect("card_payment:inspect", attempt.pk)
    back = reverse("card_payment:inspect", args=[attempt.pk])
    context = {
        **head(_("Send back"), attempt.reference_for_people, back),
        "form": form,
        "attempt": attempt,
        "limit": _limit(attempt),
    }
    return render(request, "donations/desk/refund.html", context)


def _why_nothing(attempt: Attempt) -> str:
    """Return why nothing at all can be sent back of a payment, or nothing."""
    if providers.card() is None:
        return str(SWITCHED_OFF)
    if not attempt.refundable.minor:
        return _("Nothing is left of this payment to send back: no money came, or all of it went back already.")
    return ""


def _limit(attempt: Attempt) -> Money | None:
    """Return what one officer sends back alone in all, where more than that is left."""
    if not refunding.needs_two(attempt, attempt.refundable.minor):
        return None
    return Money.of(ONE_PERSON_UP_TO[attempt.currency], attempt.currency)


@permission_required(MAY_REFUND, raise_exception=True)
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def agree_refund(request, pk: int):
    """Agree with what somebody else proposed; it is sent at once. A GET, after signing in, is led on."""
    return _decide(request, pk, refunding.agree)


@permission_required(MAY_REFUND, raise_exception=True)
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline_refund(request, pk: int):
    """Turn a proposal down, or take one's own back. A GET, after signing in, is led on."""
    return _decide(request, pk, refunding.decline)


def _decide(request, pk: int, act):
    refund = get_object_or_404(Refund, pk=pk)
    if request.method == "POST":
        try:
            return _said(request, act(refund.pk, request.user))
        except Overtaken:
            messages.error(request, OVERTAKEN)
        except OwnProposal:
            messages.error(request, NOT_THEIR_OWN)
        except refunding.SwitchedOff:
            messages.error(request, SWITCHED_OFF)
        except refunding.TooMuch:
            messages.error(request, _("So much is no longer left of this payment. Turn the proposal down."))
    return redirect("card_payment:inspect", refund.attempt_id)


def _said(request, refund: Refund):
    """Say what became of a refund, beside its payment."""
    waits = {RefundState.PROPOSED, RefundState.ASKED, RefundState.REFUSED}
    say = messages.warning if refund.state in waits else messages.success
    say(request, SAID[refund.state])
    return redirect("card_payment:inspect", refund.attempt_id)


def _sent(request, form: RefundForm, attempt: Attempt) -> Refund | None:
    asked = form.cleaned_data
    try:
        return refunding.ask(
            attempt.pk, asked["amount"], RefundReason(asked["reason"]), request.user, number=asked["number"]
        )
    except Overtaken:
        form.add_error(
            None, _("A proposal for this payment waits. It has to be decided about before more is sent.")
        )
    except refunding.SwitchedOff:
        form.add_error(None, SWITCHED_OFF)
    except refunding.TooMuch:
        form.add_error("amount", _too_much(attempt))
    return None


def _too_much(attempt: Attempt) -> str:
    left = {"amount": written(attempt.refundable)}
    if CURRENCIES[attempt.currency].exponent == 3:
        return (
            _("Of this payment %(amount)s can still be sent back. With three decimals, the last one is 0.") % left
        )
    return _("Of this payment %(amount)s can still be sent back.") % left
