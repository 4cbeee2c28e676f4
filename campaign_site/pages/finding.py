"""Finds public pages by words, best first, on either database."""

from functools import reduce
from operator import and_

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import F, IntegerField
from django.db.models.functions import Cast
from wagtail.models import Page

from campaign_site.pages.public_display import page_models


def find(pages, words: list[str]):
    """Return those of the `Page` queryset that hold every word, to be counted and sliced."""
    if connection.vendor == "sqlite":
        return FoundInOnePass(pages, words)
    return pages.search(" ".join(words), operator="and")


class FoundInOnePass:
    """Asks SQLite's full-text index once, and keeps what may be shown.

    Wagtail's query begins at the pages and asks the index again for the rank of each one found, which grows with
    the square: a common word among a thousand stories took most of a second, among ten thousand pages 19.
    """

    def __init__(self, pages, words: list[str]):
        # These are there only where SQLite is.
        from modelsearch.backends.database.sqlite.query import BM25, Lexeme, MatchExpression, SearchQueryExpression

        query = SearchQueryExpression(reduce(and_, map(Lexeme, words)))
        kinds = ContentType.objects.get_for_models(*page_models()).values()
        self.entries = (
            apps.get_model("wagtailsearch", "SQLiteFTSIndexEntry")
            .objects.filter(MatchExpression(["title", "body"], query))
            # The cast keeps SQLite from beginning at the pages all the same.
            .annotate(page=Cast("index_entry__object_id", IntegerField()))
            .filter(index_entry__content_type__in=kinds, page__in=pages.order_by().values("pk"))
            .order_by(BM25() * (1 + F("index_entry__title_norm")), "-page")
            .values_list("page", "index_entry__content_type")
        )

    def __len__(self):
        return self.entries.count()

    def __getitem__(self, part: slice) -> list[Page]:
        """Return pages that know their key and kind, and nothing else yet (`in_full` asks for the rest)."""
        return [Page(pk=key, content_type_id=kind) for key, kind in self.entries[part]]
