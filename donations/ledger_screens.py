"""The ledger in the admin: every transaction with its lines, to read and to take along; nobody changes any."""

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn

from campaign_site.lists.codes import compact
from campaign_site.lists.many_rows import MOST
from campaign_site.lists.read_only import ReadOnlyList, ReadOnlyViewSet
from donations.accounts import Reason
from donations.in_words import AmountColumn, InWords, day_or_time
from donations.ledger_models import LedgerLine, LedgerTransaction
from donations.money import Money
from donations.programmes import ProgrammePage, titles
from donations.written import provider_name, written

LARGEST_NUMBER = 2**63 - 1


class LedgerFilterSet(WagtailFilterSet):
    """By kind, reason and day."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=LedgerTransaction._meta.get_field("kind").choices, distinct=False
    )
    reason = django_filters.MultipleChoiceFilter(label=_("Reason"), choices=Reason.choices, distinct=False)
    booked_at = django_filters.DateFromToRangeFilter(label=_("Booked on"), widget=DateRangePickerWidget)

    class Meta:
        model = LedgerTransaction
        fields = ["kind", "reason", "booked_at"]


def moved(booked: LedgerTransaction) -> list[Money]:
    """Return the amounts that came to an account."""
    return [line.money for line in booked.lines.all() if line.minor > 0]


def amount(booked: LedgerTransaction) -> str:
    """Return what moved, in the reader's way of writing."""
    return " · ".join(written(money) for money in moved(booked))


def decimal_amount(booked: LedgerTransaction):
    """Return what moved as a number; currencies are never added up, so only where there is one."""
    amounts = moved(booked)
    return sum(money.decimal() for money in amounts) if len({money.currency for money in amounts}) == 1 else ""


def joined(booked: LedgerTransaction, value) -> str:
    """Return a value of each line, each of them once."""
    return ", ".join(dict.fromkeys(filter(None, map(value, booked.lines.all()))))


class LedgerIndexView(ReadOnlyList):
    """The list, the newest first, with its lines in one query more."""

    export_permission = "donations.export_ledgertransaction"
    shown_at_first = ("booked_at", "provider", "kind", "amount", "accounts", "references")
    in_spreadsheet = {
        "amount": decimal_amount,
        "occurred_at": lambda booked: booked.occurred_at,
        "references": lambda booked: joined(booked, lambda line: line.reference),
    }

    def get_base_queryset(self):
        """Return all transactions with what a row shows."""
        lines = Prefetch("lines", LedgerLine.objects.order_by("pk"))
        return super().get_base_queryset().prefetch_related(lines)

    def search_queryset(self, queryset):
        """Find a transaction by its own number, a pledge's reference or the provider's number, each whole."""
        if not self.is_searching:
            return queryset
        typed, reference = self.search_query.strip(), compact(self.search_query)
        # Each by its own index: an OR between them would read the whole ledger.
        found = set(LedgerTransaction.objects.filter(provider_ref=typed).values_list("pk", flat=True)[:MOST])
        if reference:
            # The index leaves out lines without one; it is used only by who says the same.
            lines = LedgerLine.objects.filter(reference=reference).exclude(reference="").order_by()
            found.update(lines.values_list("transaction_id", flat=True)[:MOST])
        if typed.isdecimal() and int(typed) <= LARGEST_NUMBER:
            found.add(int(typed))
        return queryset.filter(pk__in=found)


def _owner(line: LedgerLine, names) -> str:
    name = names.get(str(line.programme))
    return name.text if name else provider_name(line.provider)


class LedgerInspectView(InWords):
    """One transaction with its lines."""

    page_title = _("Ledger transaction")
    template_name = "donations/admin/ledger_transaction.html"

    def get_provider_display_value(self):
        """Name the way to pay."""
        return provider_name(self.object.provider)

    def get_occurred_at_display_value(self):
        """Say the day, and the time only where it is known."""
        return day_or_time(self.object.occurred_at)

    def get_context_data(self, **kwargs):
        """Add `lines`: each with the title of its programme where there is one."""
        lines = list(self.object.lines.all())
        keys = {line.programme for line in lines if line.programme}
        names = titles(keys, ProgrammePage.objects.all())
        rows = [(line, _owner(line, names)) for line in lines]
        return {**super().get_context_data(**kwargs), "lines": rows}


class LedgerViewSet(ReadOnlyViewSet):
    """Ledger transactions: read, filter, export."""

    model = LedgerTransaction
    name = url_prefix = url_namespace = "ledger"
    icon = "list-ol"
    menu_label = _("Ledger")
    index_view_class = LedgerIndexView
    inspect_view_class = LedgerInspectView
    filterset_class = LedgerFilterSet
    inspect_view_fields = [
        "sequence", "booked_at", "occurred_at", "provider", "kind", "provider_ref", "reason", "reverses",
        "previous_hash", "hash",
    ]  # fmt: skip
    search_fields = ["provider_ref"]
    list_display = [
        "sequence",
        DateColumn("booked_at", label=_("Booked on"), sort_key="booked_at"),
        DateColumn("occurred_at", label=_("Happened on"), accessor=lambda booked: day_or_time(booked.occurred_at)),
        Column("provider", label=_("Provider"), accessor=lambda booked: provider_name(booked.provider)),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        AmountColumn("amount", label=_("Amount"), accessor=amount),
        Column("currency", label=_("Currency"), accessor=lambda b: joined(b, lambda line: line.currency)),
        Column(
            "accounts", label=_("Accounts"), accessor=lambda b: joined(b, lambda line: line.get_account_display())
        ),
        Column(
            "references",
            label=_("References"),
            accessor=lambda b: joined(b, lambda line: line.reference_for_people),
        ),
        Column("provider_ref", label=_("Provider's number")),
        Column("reason", label=_("Reason"), accessor="get_reason_display"),
        Column("reverses", label=_("Undoes"), accessor="reverses_id"),
    ]
    export_filename = "ledger"
