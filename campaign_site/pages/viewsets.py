"""What editors keep beside the pages: the helplines."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from campaign_site.lists.spreadsheets import FormulaSafeExport
from campaign_site.pages.choices import country_choices
from campaign_site.pages.helplines import Helpline


class HelplineFilterSet(WagtailFilterSet):
    """By country, and by what must be looked at again."""

    country = django_filters.ChoiceFilter(label=_("Country"), choices=country_choices)
    reviewed_before = django_filters.DateFilter(
        label=_("Last checked before"), field_name="reviewed_on", lookup_expr="lt"
    )

    class Meta:
        model = Helpline
        fields = ["country", "is_example", "is_always_open", "is_free"]


class HelplineIndexView(FormulaSafeExport, IndexView):
    """The list of helplines, with a safe export."""


class HelplineChooserViewSet(SnippetChooserViewSet):
    """Choosing one that is there. Wagtail's address for making one on the way breaks where it has no form."""

    def get_urlpatterns(self):
        """Leave that address out."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class HelplineViewSet(SnippetViewSet):
    """Helplines: list, filter, search, export."""

    model = Helpline
    icon = "help"
    menu_label = _("Helplines")
    menu_order = 250
    add_to_admin_menu = True
    index_view_class = HelplineIndexView
    chooser_viewset_class = HelplineChooserViewSet
    filterset_class = HelplineFilterSet
    search_fields = ["name", "phone", "website"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        "name",
        Column("country", label=_("Country"), accessor="country_name", sort_key="country"),
        "phone",
        BooleanColumn("is_example", label=_("Example"), sort_key="is_example"),
        DateColumn("reviewed_on", label=_("Last checked"), sort_key="reviewed_on"),
    ]
    list_export = [
        "country", "name", "phone", "is_free", "is_always_open", "hours", "time_zone", "languages", "chat_url",
        "website", "is_example", "reviewed_on",
    ]  # fmt: skip
    export_filename = "helplines"
