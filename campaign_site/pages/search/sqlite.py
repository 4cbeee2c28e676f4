"""The index on SQLite: FTS5, which knows no stems. They stand in the row after the words themselves."""

import json

from django.db import connection
from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex, SQLiteSearchBackend
from modelsearch.utils import get_content_type_pk

from campaign_site.pages.search.entry import Wanted, entries_of, stems_of
from campaign_site.pages.search.typed import AsksForWords

# How much a word counts in the title, beside one in the rest.
TITLE, BODY = 8.0, 1.0


class Index(SQLiteIndex):
    """Writes pages as `Entry` has them."""

    def add_items(self, model, objs):
        """Write one row per page; a trigger of Wagtail's hands it on to the full-text table."""
        if not hasattr(model, "kind_in_search"):
            super().add_items(model, objs)
            return
        kind = get_content_type_pk(model)
        for entry in entries_of(objs):
            self.entries.update_or_create(
                content_type_id=kind,
                object_id=entry.key,
                defaults={
                    "title": _with_stems(entry.title, entry.language),
                    "body": " ".join([_with_stems(entry.body, entry.language), *entry.marks]),
                    "autocomplete": entry.autocomplete,
                },
            )

    def _refresh_title_norms(self, full=False):
        """Leave them: our ranking does without, and asking for them reads every row."""


class SearchBackend(AsksForWords, SQLiteSearchBackend):
    """Wagtail's, with our index."""

    index_class = Index


def _with_stems(words: list[str], language: str) -> str:
    stems = [stem for word, stem in zip(words, stems_of(words, language), strict=True) if stem != word]
    return " ".join([*words, *stems])


def ranked(wanted: list[Wanted], marks: list[str], most: int) -> list[int]:
    """Return the keys of at most `most` pages that hold all that is wanted and have these marks, best first."""
    groups = [_any_of(each) for each in wanted] + [f'"{mark}"' for mark in marks]
    with connection.cursor() as cursor:
        # The index alone first: asked together, the rows of all that it finds would be read.
        cursor.execute(
            """
            SELECT CAST(entry.object_id AS integer) FROM (
                SELECT rowid, rank FROM wagtailsearch_indexentry_fts
                WHERE wagtailsearch_indexentry_fts MATCH %s AND rank MATCH %s
                ORDER BY rank LIMIT %s
            ) AS found JOIN wagtailsearch_indexentry AS entry ON entry.id = found.rowid
            ORDER BY found.rank, entry.id DESC
            """,
            [f"{{title body}} : ({' AND '.join(groups)})", f"bm25(0, {BODY}, {TITLE})", most],
        )
        return [key for (key,) in cursor.fetchall()]


def _any_of(wanted: Wanted) -> str:
    forms = [f'"{stem}"' for stem in wanted.stems]
    if wanted.beginning:
        forms.append(f'"{wanted.beginning}"*')
    return f"({' OR '.join(forms)})"


def held(words: list[str]) -> list[str]:
    """Return which of these words the index holds: of pages withheld from the public too, so tell nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT value FROM json_each(%s) WHERE EXISTS (
                SELECT 1 FROM wagtailsearch_indexentry_fts WHERE wagtailsearch_indexentry_fts MATCH
                '{title body} : "' || value || '"'
            )
            """,
            [json.dumps(words)],
        )
        return [word for (word,) in cursor.fetchall()]
