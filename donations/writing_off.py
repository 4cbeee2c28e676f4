"""An officer gives up waiting for a lapsed pledge at once; without that, time does it a year later.

It moves no money. What still comes with the reference is booked, as in every state.
"""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db import models, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter, log

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from donations.choices import FactKind, PledgeStatus
from donations.life_cycle import hold, record
from donations.models import Pledge
from donations.screen_head import screen_head

MAY_WRITE_OFF = "donations.writeoff_pledge"
# The action of Wagtail's log.
WRITTEN_OFF = "donations.writeoff_pledge"


class WriteOffReason(models.TextChoices):
    """Why nobody waits any longer; a list, because what an officer types could name somebody."""

    SAID = "said", gettext_lazy("The supporter told us")
    UNREACHABLE = "unreachable", gettext_lazy("The supporter cannot be reached")
    TWICE = "twice", gettext_lazy("The same promise was made twice")
    NOT_MEANT = "not_meant", gettext_lazy("It was not meant")


class WrittenOffFormatter(LogFormatter):
    """Names the reason that was chosen."""

    label = gettext_lazy("Write a pledge off")

    def format_message(self, log_entry):
        """Return the sentence that reports and histories show."""
        return _("Wrote a lapsed pledge off: %(reason)s") % {
            "reason": WriteOffReason(log_entry.data["reason"]).label
        }


class WriteOffForm(forms.Form):
    """Why; nothing is chosen beforehand."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"), choices=WriteOffReason.choices, widget=forms.RadioSelect
    )


def can_be_written_off(pledge: Pledge) -> bool:
    """Whether it lapsed and nobody has given it up yet."""
    return pledge.status == PledgeStatus.LAPSED


@transaction.atomic
def write_off(pledge_pk: int, reason: WriteOffReason, user) -> bool:
    """Wait for it no longer, and keep who decided so and why; False where it is not lapsed any more."""
    held = hold(pledge_pk)
    if not can_be_written_off(held):
        return False
    # Named as what time writes (`overdue.py`), so that one of them does it.
    record(held, FactKind.WRITTEN_OFF, once="written off", at=timezone.now())
    log(held, WRITTEN_OFF, user=user, data={"reason": reason.value})
    return True


@permission_required(MAY_WRITE_OFF, raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_off_pledge(request, pk: int):
    """Ask why (GET), then write it off (POST)."""
    pledge = get_object_or_404(Pledge, pk=pk)
    form = WriteOffForm(request.POST or None)
    back = reverse("pledge:inspect", args=[pk])
    if not can_be_written_off(pledge):
        messages.error(request, _("This pledge is not lapsed any more, so nothing was written off."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        if write_off(pk, WriteOffReason(form.cleaned_data["reason"]), request.user):
            messages.success(request, _("Written off. A payment that still comes is booked all the same."))
        return redirect(back)
    name = pledge.reference_for_people
    return render(
        request,
        "donations/desk/write_off.html",
        {
            **screen_head(_("Write off now"), (_("Pledges"), reverse("pledge:index")), (name, back), about=name),
            "form": form,
        },
    )
