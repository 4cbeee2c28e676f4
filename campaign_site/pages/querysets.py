"""The one question of what the public may see of the pages; stories narrow it (`stories/querysets.py`)."""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Subquery
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from campaign_site.delivery.database.compiled_once import CompiledOnce


def _unrestricted():
    # The path by a query of its own, not by a join: with statistics (ANALYZE) SQLite would begin the join
    # at the pages, and ask every page about every other.
    top = Page.objects.filter(pk=OuterRef("page_id")).order_by().values("path")
    restriction = PageViewRestriction.objects.annotate(
        candidate=ExpressionWrapper(OuterRef("path"), output_field=models.CharField()), top=Subquery(top)
    ).filter(candidate__startswith=F("top"))
    return Page.objects.exclude(Exists(restriction))


class BasePageQuerySet(PageQuerySet):
    """Pages with the one question that every list, feed and search asks."""

    def for_public_display(self):
        """Only what the public may see: live, and not below a view restriction. The locale comes along."""
        return self.live().filter(CompiledOnce(_unrestricted)).select_related("locale")

    def in_language_of(self, page: Page):
        """Only pages in the same language as `page`."""
        return self.filter(locale_id=page.locale_id)
