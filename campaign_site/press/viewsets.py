"""The list of releases in the admin: what is under embargo, what is a draft, in which language."""

import django_filters
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, Table, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.permissions import page_permission_policy

from campaign_site.lists.columns import ChosenColumns
from campaign_site.lists.parents import ParentOfTheLanguage
from campaign_site.press.models import PressReleasePage

# Whoever holds a right on one of these sees the releases below it.
ABOVE_RELEASES = frozenset({"pressindexpage", "homepage"})


def lists_releases(user) -> bool:
    """Whether one of the user's roles holds a right on a press room, or on what is above one."""
    granted = page_permission_policy.get_cached_permissions_for_user(user)
    return user.is_superuser or any(grant.page.cached_content_type.model in ABOVE_RELEASES for grant in granted)


class ReleaseFilterSet(WagtailFilterSet):
    """By embargo, by whether it is public already, by language (which Wagtail adds)."""

    is_embargoed = django_filters.BooleanFilter(label=_("Under embargo"), method="filter_embargo")
    live = django_filters.BooleanFilter(label=_("Published"))

    class Meta:
        model = PressReleasePage
        fields = ["is_embargoed", "live"]

    def filter_embargo(self, releases, name, wanted):
        """Published or not: before its hour nobody outside sees it."""
        waiting = Q(embargo_until__gt=timezone.now())
        return releases.filter(waiting) if wanted else releases.exclude(waiting)


class ReleaseListView(ChosenColumns, IndexView):
    """All releases that the reader sees in the explorer."""

    template_name = "wagtailadmin/generic/index.html"
    table_class = Table
    default_ordering = "-date"
    search_fields = ["title"]
    shown_at_first = ("language", "date", "embargo", "live")

    def annotate_queryset(self, pages):
        """Bring along what a row shows."""
        return pages.select_related("locale").defer_streamfields()

    def search_queryset(self, queryset):
        """Find words of the title."""
        return queryset.filter(title__icontains=self.search_query) if self.is_searching else queryset

    def get_table_kwargs(self):
        """Leave out what only Wagtail's own table of pages takes."""
        return generic.IndexView.get_table_kwargs(self)


class ReleasesMenuItem(MenuItem):
    """The way to the list."""

    def is_shown(self, request):
        """For those who see releases."""
        return lists_releases(request.user)


def _edit(release) -> str:
    return reverse("wagtailadmin_pages:edit", args=[release.pk])


class ReleaseListViewSet(PageListingViewSet):
    """The list's address, and its place in the menu."""

    model = PressReleasePage
    icon = "doc-full-inverse"
    menu_label = _("Press releases")
    menu_order = 200
    menu_item_class = ReleasesMenuItem
    add_to_admin_menu = True
    index_view_class = ReleaseListView
    choose_parent_view_class = ParentOfTheLanguage
    filterset_class = ReleaseFilterSet
    export_filename = "press-releases"
    list_display = [
        TitleColumn("title", label=_("Title"), sort_key="title", get_url=_edit),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda release: dict(settings.LANGUAGES)[release.locale.language_code],
            sort_key="locale__language_code",
        ),
        Column("date", label=_("Date"), sort_key="date"),
        Column("embargo", label=_("Embargo until"), accessor="embargo_until", sort_key="embargo_until"),
        BooleanColumn("live", label=_("Published"), sort_key="live"),
        Column("place", label=_("Place"), sort_key="place"),
        DateColumn("changed", label=_("Changed"), accessor="latest_revision_created_at",
                   sort_key="latest_revision_created_at"),
    ]  # fmt: skip
