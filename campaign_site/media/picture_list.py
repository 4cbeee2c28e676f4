"""Wagtail's list of pictures, with more columns to choose from, filters, and an export that names no picture."""

import django_filters
from django.conf import settings
from django.db.models import Q
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.images.views.images import ImagesFilterSet, IndexView

from campaign_site.lists.columns import ChosenColumns
from campaign_site.media.models import CampaignImage
from campaign_site.media.undescribed import undescribed_languages

UNDESCRIBED = "undescribed"


def _undescribed_in(picture: CampaignImage) -> str:
    names = (str(name) for code, name in settings.LANGUAGES if code in picture.undescribed_languages)
    return gettext(", ").join(names) or "–"


class PictureFilterSet(ImagesFilterSet):
    """Wagtail's filters (collection, tag, day, how often used), and what screen readers pass over."""

    is_decorative = django_filters.BooleanFilter(label=_("Decorative"))

    class Meta:
        model = CampaignImage
        fields = ["is_decorative"]


class PictureListView(ChosenColumns, IndexView):
    """The pictures that the reader may change. A title may name who is in it: an export has the number."""

    filterset_class = PictureFilterSet
    results_template_name = "lists/admin/pictures.html"
    export_filename = "pictures"
    shown_at_first = ("collection", "created_at", "usage_count")
    in_spreadsheet = {"title": lambda picture: picture.pk}

    @cached_property
    def layout(self):
        """Columns need a table."""
        return "list" if self.is_export or self.chosen else super().layout

    @cached_property
    def columns(self):
        """Return the table's columns; the grid of previews has none."""
        return super().columns if self.layout == "list" else []

    def offered_columns(self):
        """Add what Wagtail does not show. What pages say of a picture is looked up for one screen at a time."""
        undescribed = Column(UNDESCRIBED, label=_("No words on pages in"), accessor=_undescribed_in)
        return [
            *super().offered_columns(),
            *([] if self.is_export else [undescribed]),
            Column("description", label=_("For those who do not see it")),
            BooleanColumn("is_decorative", label=_("Decorative")),
            Column("credit", label=_("Credit")),
            Column("width", label=_("Width")),
            Column("height", label=_("Height")),
            Column("file_size", label=_("Bytes")),
        ]

    def get_table(self, object_list):
        """Ask once for all rows in which languages they are undescribed, where that is shown."""
        if any(column.name == UNDESCRIBED for column in self.columns):
            found = undescribed_languages(object_list)
            for picture in object_list:
                picture.undescribed_languages = found.get(picture.pk, set())
        return super().get_table(object_list)

    @cached_property
    def needs_usage_count_subquery(self):
        """An export counts for all rows at once."""
        return self.is_export or super().needs_usage_count_subquery

    def get_heading(self, queryset, field):
        """Say that it is the number."""
        return str(_("Number")) if field == "title" else super().get_heading(queryset, field)

    def search_queryset(self, queryset):
        """Find a picture by its number, or by words of its title and description."""
        if not self.is_searching:
            return queryset
        words = Q(title__icontains=self.search_query) | Q(description__icontains=self.search_query)
        number = self.search_query.strip().removeprefix("#")
        return queryset.filter(words | Q(pk=int(number)) if number.isdecimal() and len(number) < 10 else words)


def register_before_wagtail():
    """Hook `register_admin_urls`: the same addresses as Wagtail's own, and before them."""
    return [
        path("images/", PictureListView.as_view()),
        path("images/results/", PictureListView.as_view(results_only=True)),
    ]
