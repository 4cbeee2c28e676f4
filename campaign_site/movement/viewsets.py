"""Who stands with survivors, in the admin: confirmed commitments, read and taken along, changed by nobody."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn

from campaign_site.lists.read_only import ReadOnlyList, ReadOnlyViewSet
from campaign_site.movement.commitments import Commitment
from campaign_site.pages.choices import country_choices


class CommitmentFilterSet(WagtailFilterSet):
    """By country, by day, and by whose name may be shown."""

    country = django_filters.ChoiceFilter(label=_("Country"), choices=country_choices)
    confirmed_at = django_filters.DateFromToRangeFilter(label=_("Confirmed on"), widget=DateRangePickerWidget)

    class Meta:
        model = Commitment
        fields = ["country", "may_show_name", "confirmed_at"]


class CommitmentIndexView(ReadOnlyList):
    """The list. What waits to be confirmed is nobody's yet, and not in it; no address is kept."""

    export_permission = "movement.export_commitment"

    def get_base_queryset(self):
        """Return confirmed commitments."""
        return super().get_base_queryset().confirmed()

    def search_queryset(self, queryset):
        """Find part of a first name."""
        return queryset.filter(first_name__icontains=self.search_query) if self.is_searching else queryset


class CommitmentViewSet(ReadOnlyViewSet):
    """Commitments: read, filter, export. A row says all that there is."""

    model = Commitment
    icon = "group"
    menu_label = _("Stand with survivors")
    menu_order = 260
    add_to_admin_menu = True
    index_view_class = CommitmentIndexView
    inspect_view_enabled = False
    filterset_class = CommitmentFilterSet
    search_fields = ["first_name"]
    list_display = [
        "first_name",
        Column("country", label=_("Country"), accessor="country_name", sort_key="country"),
        Column("language", label=_("Language"), sort_key="language"),
        BooleanColumn("may_show_name", label=_("First name may be shown"), sort_key="may_show_name"),
        DateColumn("confirmed_at", label=_("Confirmed on"), sort_key="confirmed_at"),
    ]
    export_filename = "commitments"
