"""What officers see of card payments: the list, one payment with what was sent back, and sending it back."""

import django_filters
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogFormatter, log

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from campaign_site.lists.codes import compact
from campaign_site.lists.read_only import ReadOnlyList, ReadOnlyViewSet
from donations import providers
from donations.cards.models import AttemptState, RefundState
from donations.currencies import CURRENCIES
from donations.in_words import AmountColumn, InWords
from donations.models import Attempt, ProviderEvent
from donations.screen_head import screen_head
from donations.written import provider_name

MAY_REFUND = "donations.refund_attempt"
MOST_MESSAGES = 200
# The action of Wagtail's log.
SETTLED = "donations.settle_message"


class SettledFormatter(LogFormatter):
    """Names the payment company's number of the message; the log holds nothing else of it."""

    label = gettext_lazy("See to a message")

    def format_message(self, log_entry):
        """Return the sentence that reports and histories show."""
        return _("Saw to a message of the payment company that cannot be booked: %(number)s") % log_entry.data


class PaymentFilterSet(WagtailFilterSet):
    """By state, currency and day."""

    state = django_filters.MultipleChoiceFilter(label=gettext_lazy("State"), choices=AttemptState.choices)
    currency = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Currency"), choices=[(code, code) for code in CURRENCIES]
    )
    created_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Begun"), widget=DateRangePickerWidget)

    class Meta:
        model = Attempt
        fields = ["state", "currency", "created_at"]


class PaymentIndexView(ReadOnlyList):
    """The list, with the pledge in the same query; an export is kept in the log."""

    export_permission = "donations.export_pledge"
    in_spreadsheet = {
        name: lambda attempt, name=name: getattr(attempt, name).decimal()
        for name in ("money", "received", "returned")
    }

    @property
    def header_buttons(self):
        """Lead to what was told and is not booked."""
        return [HeaderButton(_("Messages that wait"), url=reverse("card_messages"), icon_name="mail")]

    def get_base_queryset(self):
        """Return all attempts with what a row shows."""
        return super().get_base_queryset().select_related("pledge")

    def search_queryset(self, queryset):
        """Find a pledge's whole reference as people type it, or the payment company's number."""
        if not self.is_searching:
            return queryset
        typed, reference = self.search_query.strip(), compact(self.search_query)
        # By their indexes: the payment company's numbers are copied whole.
        return queryset.filter(Q(payment_ref=typed) | Q(provider_ref=typed) | Q(pledge__reference=reference))


class PaymentInspectView(InWords):
    """One payment, what was sent back of it, and the way to send more."""

    page_title = gettext_lazy("Card payment")
    template_name = "donations/desk/card_payment.html"
    labels = {
        "reference_for_people": gettext_lazy("Reference"),
        "provider": gettext_lazy("Way to pay"),
        "money": gettext_lazy("Amount"),
        "received": gettext_lazy("Came in"),
        "returned": gettext_lazy("Went back"),
    }

    def get_page_subtitle(self):
        """Name it by the pledge's reference."""
        return self.object.reference_for_people

    def get_provider_display_value(self):
        """Name the payment company."""
        return provider_name(self.object.provider)

    def get_context_data(self, **kwargs):
        """Add `refunds`, the `proposal` that waits, and `refund_url` for those who may send something back now.

        `is_switched_off` says that there is nobody who could send it.
        """
        context = super().get_context_data(**kwargs)
        user = self.request.user
        refunds = list(self.object.refunds.select_related("attempt", "asked_by", "decided_by").order_by("pk"))
        proposal = next((refund for refund in refunds if refund.state == RefundState.PROPOSED), None)
        may = user.has_perm(MAY_REFUND)
        context["refunds"], context["proposal"], context["may_decide"] = refunds, proposal, may
        context["is_mine"] = proposal is not None and proposal.asked_by_id == user.pk
        context["is_switched_off"] = providers.card() is None
        can_send = may and proposal is None and self.object.refundable.minor and not context["is_switched_off"]
        context["refund_url"] = reverse("refund_payment", args=[self.object.pk]) if can_send else ""
        return context


class CardPaymentViewSet(ReadOnlyViewSet):
    """Card payments: read, filter, export. They come from supporters and the provider, never from a form."""

    model = Attempt
    icon = "tag"
    menu_label = gettext_lazy("Card payments")
    inspect_view_class = PaymentInspectView
    inspect_view_fields = [
        "reference_for_people", "provider", "state", "money", "received", "returned", "created_at", "provider_ref",
        "payment_ref",
    ]  # fmt: skip
    index_view_class = PaymentIndexView
    filterset_class = PaymentFilterSet
    search_fields = ["payment_ref"]
    list_display = [
        TitleColumn(
            "reference",
            label=gettext_lazy("Reference"),
            accessor="reference_for_people",
            url_name="card_payment:inspect",
        ),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        AmountColumn("money", label=gettext_lazy("Amount")),
        AmountColumn("received", label=gettext_lazy("Came in")),
        AmountColumn("returned", label=gettext_lazy("Went back")),
        DateColumn("created_at", label=gettext_lazy("Begun"), sort_key="created_at"),
    ]
    export_filename = "card-payments"


@permission_required("donations.view_attempt", raise_exception=True)
@never_cache
@require_safe
def waiting_messages(request):
    """What the payment company told and is not booked: tried again every minute, or for an officer to see to."""
    waiting = ProviderEvent.objects.filter(processed_at=None).order_by("pk")[:MOST_MESSAGES]
    above = head(_("Messages that wait"), _("Card payments"), reverse("card_payment:index"))
    return render(request, "donations/desk/messages.html", {**above, "waiting": waiting})


@permission_required(MAY_REFUND, raise_exception=True)
@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle_message(request, pk: int):
    """Note that somebody saw to a message that cannot be booked, and who. A GET, after signing in, is led on."""
    if request.method == "POST" and _settled(pk, request.user):
        messages.success(request, _("Noted: this message was seen to."))
    return redirect("card_messages")


@transaction.atomic
def _settled(pk: int, user) -> bool:
    unbookable = ProviderEvent.objects.filter(pk=pk, processed_at=None).exclude(problem="")
    if not unbookable.update(processed_at=timezone.now()):
        return False
    event = ProviderEvent.objects.get(pk=pk)
    log(event, SETTLED, user=user, title=event.event_ref, data={"number": event.event_ref})
    return True


def head(title: str, about: str, back: str) -> dict:
    """Return what the head of a screen about card payments shows; `back` is the screen above."""
    above = [(_("Card payments"), reverse("card_payment:index"))]
    if back != above[0][1]:
        above.append((about, back))
    return screen_head(title, *above, about=about)
