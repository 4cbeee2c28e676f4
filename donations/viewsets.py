"""What officers see in the admin: pledges to read and export, and the bank accounts to keep."""

import re

import django_filters
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from campaign_site.delivery.admin.edited_meanwhile import ChangedOneAfterTheOther
from campaign_site.lists.codes import compact
from campaign_site.lists.many_rows import looked_through_once
from campaign_site.lists.read_only import ReadOnlyList, ReadOnlyViewSet
from donations.account_screens import BankAccountViewSet
from donations.cards.screens import CardPaymentViewSet
from donations.choices import PledgeStatus, Rhythm
from donations.currencies import CURRENCIES
from donations.in_words import AmountColumn
from donations.ledger_screens import LedgerViewSet
from donations.models import ExchangeRate, Pledge
from donations.pledge_screen import PledgeView
from donations.programmes import ProgrammePage, one_each, title_here
from donations.reconciliation import ReconciliationViewSet
from donations.references import read_reference
from donations.statements.desk import BankPaymentViewSet, StatementViewSet

PART_OF_REFERENCE = re.compile(r"(RF)?[0-9]+")


def is_reference(typed: str) -> bool:
    """Whether somebody typed a whole reference, with spaces or without."""
    try:
        return bool(read_reference(typed))
    except ValueError:
        return False


def is_address(typed: str) -> bool:
    """Whether somebody typed a whole mail address."""
    try:
        validate_email(typed)
    except ValidationError:
        return False
    return True


def _programmes() -> list[tuple[str, str]]:
    return [(str(page.translation_key), page.title) for page in one_each()]


def _address(pledge: Pledge) -> str:
    return reverse("pledge:inspect", args=[pledge.pk])


class PledgeFilterSet(WagtailFilterSet):
    """By state, rhythm, currency, programme and day."""

    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=PledgeStatus.choices, distinct=False)
    rhythm = django_filters.MultipleChoiceFilter(label=_("Rhythm"), choices=Rhythm.choices, distinct=False)
    currency = django_filters.MultipleChoiceFilter(
        label=_("Currency"), choices=[(c, c) for c in CURRENCIES], distinct=False
    )
    programme = django_filters.ChoiceFilter(label=_("Programme"), choices=_programmes, method="filter_programme")
    created_at = django_filters.DateFromToRangeFilter(label=_("Made on"), widget=DateRangePickerWidget)

    class Meta:
        model = Pledge
        fields = ["status", "rhythm", "currency", "programme", "created_at"]

    def filter_programme(self, pledges, name, value):
        """Find those for all its translations: which of them was read when it was made does not matter."""
        pages = ProgrammePage.objects.filter(translation_key=value)
        return pledges.filter(programme__in=list(pages.values_list("pk", flat=True)))


class PledgeIndexView(ReadOnlyList):
    """The list, with the programme's title in the same query; an export is kept in the log."""

    export_permission = "donations.export_pledge"
    shown_at_first = ("programme", "amount", "rhythm", "status", "created_at")
    # A spreadsheet adds numbers up, not words, and is compared with the bank's own.
    in_spreadsheet = {
        "amount": lambda pledge: pledge.money.decimal(),
        "reference": lambda pledge: pledge.reference,
    }

    def get_base_queryset(self):
        """Return all pledges with what a row shows."""
        return super().get_base_queryset().annotate(programme_title=title_here("programme"))

    def search_queryset(self, queryset):
        """Find a reference as people type it, with spaces or without, or part of a name or address."""
        if not self.is_searching:
            return queryset
        typed, reference = self.search_query, compact(self.search_query)
        # By their indexes: among a million pledges, looking into every name takes a second.
        if is_reference(typed):
            return queryset.filter(reference=reference)
        if is_address(typed):
            # The index leaves out those without an address; it is used only by who says the same.
            # Its keys first: asked for the newest of them, PostgreSQL looks through all pledges by their age.
            its = queryset.exclude(email="").alias(address=Lower("email")).filter(address=typed.lower())
            return its if self.is_export else looked_through_once(its)
        found = Q(email__icontains=typed) | Q(name__icontains=typed)
        if PART_OF_REFERENCE.fullmatch(reference):
            found |= Q(reference__icontains=reference)
        return queryset.filter(found) if self.is_export else looked_through_once(queryset.filter(found))


class PledgeViewSet(ReadOnlyViewSet):
    """Pledges: read, filter, export."""

    model = Pledge
    icon = "form"
    menu_label = _("Pledges")
    index_view_class = PledgeIndexView
    filterset_class = PledgeFilterSet
    inspect_view_class = PledgeView
    inspect_view_fields = [
        "status", "programme", "money", "received", "next_due", "rhythm", "instalments", "name", "is_anonymous",
        "email", "language", "dedication", "group", "created_at", "confirmed_at", "erased_at",
    ]  # fmt: skip
    search_fields = ["reference", "email", "name"]
    list_display = [
        TitleColumn(
            "reference",
            label=_("Reference"),
            accessor="reference_for_people",
            get_url=_address,
            sort_key="reference",
        ),
        Column("programme", label=_("Programme"), accessor="programme_title"),
        AmountColumn("amount", label=_("Amount"), accessor="money"),
        Column("currency", label=_("Currency"), sort_key="currency"),
        Column("rhythm", label=_("Rhythm"), accessor="get_rhythm_display", sort_key="rhythm"),
        Column("instalments", label=_("Instalments"), sort_key="instalments"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        Column("name", label=_("Name")),
        BooleanColumn("is_anonymous", label=_("Anonymous in public"), sort_key="is_anonymous"),
        Column("email", label=_("Email address")),
        Column("language", label=_("Language"), sort_key="language"),
        Column("dedication", label=_("Dedication")),
        Column("group", label=_("Employer or group"), sort_key="group"),
        DateColumn("created_at", label=_("Made on"), sort_key="created_at"),
        DateColumn("confirmed_at", label=_("Confirmed on"), sort_key="confirmed_at"),
    ]
    export_filename = "pledges"


class ExchangeRateViewSet(ChangedOneAfterTheOther, ModelViewSet):
    """What currencies are about worth, for the one number on the public pages that adds them up."""

    model = ExchangeRate
    icon = "globe"
    menu_label = _("Exchange rates")
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = [
        "currency",
        "dated",
        Column(
            "worth", label=_("Worth in EUR"), accessor=lambda rate: f"{rate.worth.normalize():f}", sort_key="worth"
        ),
        "source",
    ]


class DonationsGroup(ModelViewSetGroup):
    """All of it in one entry of the menu."""

    menu_label = _("Donations")
    menu_icon = "pick"
    menu_order = 300
    items = (
        PledgeViewSet,
        BankPaymentViewSet("bank_payment"),
        CardPaymentViewSet("card_payment"),
        StatementViewSet("bank_statement"),
        LedgerViewSet,
        ReconciliationViewSet,
        BankAccountViewSet,
        ExchangeRateViewSet,
    )
