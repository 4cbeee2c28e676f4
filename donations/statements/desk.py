"""The exceptions desk: payments by bank transfer, and each with what can be done about it."""

import re

import django_filters
from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import InspectView

from campaign_site.lists.codes import compact
from campaign_site.lists.read_only import ReadOnlyList, ReadOnlyViewSet
from donations.in_words import NOTHING, AmountColumn
from donations.models import Pledge, Statement, StatementEntry
from donations.money import Money
from donations.programmes import ProgrammePage, title_here, titles
from donations.references import spaced
from donations.second_person import needs_second_person
from donations.statements import waiting
from donations.statements.choices import Cause, EntryState, SettlementState
from donations.statements.reversing import holders
from donations.statements.screens import MAY_SETTLE
from donations.statements.settling import ways
from donations.statements.taking_in import take_in_button
from donations.written import written

SHOWN = {"cases": waiting.cases, "proposed": waiting.proposed}
MOST_BY_NAME = 5
A_NUMBER = re.compile(r"\b\d{1,18}\b")


class PaymentFilterSet(WagtailFilterSet):
    """By what there is to do, state, what is odd, currency, day."""

    show = django_filters.ChoiceFilter(
        label=_("To do"),
        choices=[("cases", _("To look at")), ("proposed", _("Waits for a second officer"))],
        method="filter_show",
    )
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=EntryState.choices)
    cause = django_filters.MultipleChoiceFilter(
        label=_("What is odd"), choices=[choice for choice in Cause.choices if choice[0]]
    )
    booked_on = django_filters.DateFromToRangeFilter(label=_("Booked on"), widget=DateRangePickerWidget)
    statement = django_filters.CharFilter(
        label=_("Numbers of bank statements"), max_length=1000, method="filter_statement"
    )

    class Meta:
        model = StatementEntry
        fields = ["show", "state", "cause", "booked_on", "statement"]

    def filter_show(self, entries, name, value):
        """What somebody has to do something about."""
        return SHOWN[value](entries)

    def filter_statement(self, entries, name, value):
        """What stands on these statements: "#5", or several, as in "5, 6"."""
        return entries.filter(statement__in=[int(number) for number in A_NUMBER.findall(value)])


class PaymentIndexView(ReadOnlyList):
    """The list; an export is kept in the log."""

    export_permission = "donations.export_statemententry"
    shown_at_first = ("amount", "booked_on", "state", "cause", "reference", "payer")
    in_spreadsheet = {
        "amount": lambda entry: entry.signed.decimal(),
        "reference": lambda entry: entry.reference,
    }

    @property
    def header_buttons(self):
        """Lead to taking a statement in."""
        return take_in_button(self.request.user)

    def search_queryset(self, queryset):
        """Find a pledge's reference as people type it, the bank's own, or part of a payer's name."""
        if not self.is_searching:
            return queryset
        typed, reference = self.search_query, compact(self.search_query)
        found = queryset.model.objects.none()
        for name, value in (("payer", typed), ("bank_reference", typed), ("reference", reference)):
            if value:
                found |= queryset.model.objects.filter(**{f"{name}__icontains": value})
        return queryset.filter(pk__in=found.values("pk"))


class PaymentView(InspectView):
    """One payment: what the bank and the payer say, who has the money, what was decided, what can be done."""

    page_title = _("Payment by bank transfer")
    template_name = "donations/desk/payment.html"

    def get_page_subtitle(self):
        """Name the payment."""
        return str(self.object)

    def get_context_data(self, **kwargs):
        """Add what the template says of it."""
        entry, user = self.object, self.request.user
        settlements = list(
            entry.settlements.select_related("proposed_by", "decided_by", "booked").prefetch_related(
                "parts__pledge", "parts__programme"
            )
        )
        proposal = next((one for one in settlements if one.state == SettlementState.WAITING), None)
        may_settle, may_see = user.has_perm(MAY_SETTLE), user.has_perm("donations.view_pledge")
        held = holders(entry)
        return {
            **super().get_context_data(**kwargs),
            "entry": entry,
            "amount": written(entry.money),
            "holders": _named(held, with_links=may_see),
            "settlements": settlements,
            "proposal": proposal,
            "is_mine": proposal is not None and proposal.proposed_by_id == user.pk,
            "may_settle": may_settle,
            "ways": ways(entry) if may_settle and proposal is None else (),
            "suggestions": _suggestions(entry, held) if entry.is_case and may_see else [],
            "may_see_pledges": may_see,
            "needs_second": needs_second_person(entry.minor, entry.currency),
        }


def _suggestions(entry: StatementEntry, held) -> list[Pledge]:
    """Return the pledges whose reference is near, and then those of somebody with the payer's name.

    Whichever has the money already is none of them.
    """
    have = [holder.reference for holder, minor in held.items() if minor > 0]
    pledges = Pledge.objects.exclude(reference__in=have).annotate(programme_title=title_here("programme"))
    near = list(pledges.filter(reference__in=entry.suggested.split()))
    if not entry.payer:
        return near
    of_name = pledges.filter(name__iexact=entry.payer, currency=entry.currency)
    return near + list(of_name.exclude(pk__in=[pledge.pk for pledge in near])[:MOST_BY_NAME])


def _named(held, *, with_links: bool) -> list[tuple[str, str, int | None]]:
    """Return who has the money: the programme's title (nobody: empty), the pledge's reference and its key."""
    names = titles({holder.programme for holder in held if holder.programme}, ProgrammePage.objects.all())
    named = Pledge.objects.filter(reference__in={holder.reference for holder in held if holder.reference})
    keys = dict(named.values_list("reference", "pk")) if with_links else {}
    return [
        (
            name.text if (name := names.get(str(holder.programme))) else "",
            spaced(holder.reference),
            keys.get(holder.reference),
        )
        for holder, minor in held.items()
        if minor > 0
    ]


def _address(entry: StatementEntry) -> str:
    return reverse("bank_payment:inspect", args=[entry.pk])


def _cause(entry: StatementEntry) -> str:
    return entry.get_cause_display() if entry.cause else "–"


class BankPaymentViewSet(ReadOnlyViewSet):
    """Payments by bank transfer: read, decided about, never changed by a form."""

    model = StatementEntry
    icon = "resubmit"
    menu_label = _("Bank transfers")
    index_view_class = PaymentIndexView
    inspect_view_class = PaymentView
    filterset_class = PaymentFilterSet
    search_fields = ["reference"]
    export_filename = "bank-transfers"
    list_display = [
        TitleColumn("payment", label=_("Payment"), accessor=str, get_url=_address, sort_key="pk"),
        AmountColumn("amount", label=_("Amount"), accessor="signed"),
        Column("currency", label=_("Currency"), sort_key="currency"),
        BooleanColumn("is_credit", label=_("Came in"), sort_key="is_credit"),
        Column("booked_on", label=_("Booked on"), sort_key="booked_on"),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("cause", label=_("What is odd"), accessor=_cause),
        Column(
            "reference", label=_("Reference"), accessor=lambda entry: spaced(entry.reference), sort_key="reference"
        ),
        Column("payer", label=_("Payer")),
        Column("bank_reference", label=_("The bank's reference")),
    ]


def _payments_of(statement: Statement) -> str:
    return f"{reverse('bank_payment:index')}?statement={statement.pk}"


def _sum(name: str):
    """Return how to read a sum of a statement; there is none where the account is not ours."""

    def read(statement: Statement) -> Money | str:
        if statement.account is None:
            return NOTHING
        return Money.of(getattr(statement, name) or 0, statement.account.currency)

    return read


def _number(statement: Statement, name: str):
    amount = _sum(name)(statement)
    return amount.decimal() if isinstance(amount, Money) else ""


class StatementIndexView(ReadOnlyList):
    """The list of what was read: how many payments each has, and what came and went in its account's currency.

    What a statement tells in another currency is not in the sums: it is not booked either.
    """

    export_permission = "donations.export_statemententry"
    in_spreadsheet = {name: lambda statement, name=name: _number(statement, name) for name in ("came", "went")}

    def get_base_queryset(self):
        """Return all statements with what a row shows, each summed for the rows of a page only."""
        of_it = StatementEntry.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
        ours = of_it.filter(currency=OuterRef("account__currency"))
        came, went = (
            Subquery(ours.filter(is_credit=is_credit).annotate(sum=Sum("minor")).values("sum"))
            for is_credit in (True, False)
        )
        counted = Subquery(of_it.annotate(number=Count("pk")).values("number"))
        return (
            super()
            .get_base_queryset()
            .select_related("account")
            .annotate(payments=Coalesce(counted, 0), came=came, went=went)
        )

    @property
    def header_buttons(self):
        """Lead to taking one more in."""
        return take_in_button(self.request.user)


class StatementViewSet(ReadOnlyViewSet):
    """Which statements were read, and when."""

    model = Statement
    icon = "doc-full"
    menu_label = _("Bank statements")
    index_view_class = StatementIndexView
    inspect_view_enabled = False
    export_filename = "bank-statements"
    list_display = [
        TitleColumn("statement", label=_("Statement"), accessor=str, get_url=_payments_of, sort_key="pk"),
        Column("number", label=_("The bank's number")),
        Column("account", label=_("Our account"), accessor=lambda statement: statement.account or _("not ours")),
        Column("account_number", label=_("Account")),
        Column("payments", label=_("Payments")),
        AmountColumn("came", label=_("Came in"), accessor=_sum("came")),
        AmountColumn("went", label=_("Went out"), accessor=_sum("went")),
        DateColumn("imported_at", label=_("Read on"), sort_key="imported_at"),
    ]
