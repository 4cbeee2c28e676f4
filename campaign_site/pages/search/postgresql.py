"""The index on PostgreSQL: one vector per page with the stems of the page's own language, and ours beside them.

It stands in the column `body`, for which Wagtail makes an index, title and marks included: what Wagtail asks,
`title || body`, has none. The columns of plain text stay empty: nobody reads them, and words in fewer places are
words in fewer places to take down.
"""

from collections import defaultdict

from django.db import connection
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from modelsearch.utils import get_content_type_pk

from campaign_site.pages.search.entry import MARK, Wanted, entries_of, stems_of
from campaign_site.pages.search.typed import AsksForWords

# PostgreSQL's own. In another language our stems would stand alone.
CONFIGURATIONS = {"ar": "arabic", "en": "english", "es": "spanish", "fr": "french"}
WEIGHTS = [0.1, 0.2, 0.4, 1.0]  # of D (the rest), C, B, A (the title)
MOST_POSITIONS = 16_383
# A word on more pages than this says little about any of them.
MOST_RANKED = 400


class Index(PostgresIndex):
    """Writes pages as `Entry` has them."""

    def add_items(self, model, objs):
        """Write one row per page."""
        if not hasattr(model, "kind_in_search"):
            super().add_items(model, objs)
            return
        kind = get_content_type_pk(model)
        rows = [
            (
                kind, entry.key, _configuration(entry.language), " ".join(entry.title), " ".join(entry.body),
                _vector(stems_of(entry.title, entry.language), "A"),
                _vector(stems_of(entry.body, entry.language), "D"), entry.marks, entry.autocomplete,
            )
            for entry in entries_of(objs)
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(
                """
                WITH page AS (SELECT %s::integer AS kind, %s::text AS key, %s::regconfig AS language,
                    %s::text AS title, %s::text AS body, %s::tsvector AS title_stems, %s::tsvector AS body_stems,
                    %s::text[] AS marks, %s::text AS autocomplete)
                INSERT INTO wagtailsearch_indexentry
                    (content_type_id, object_id, title_norm, title_text, body_text, title, body, autocomplete)
                SELECT kind, key, 1, '', '',
                    setweight(to_tsvector(language, title), 'A') || title_stems,
                    setweight(to_tsvector(language, title), 'A') || title_stems
                    || to_tsvector(language, body) || body_stems || array_to_tsvector(marks),
                    to_tsvector('simple', autocomplete)
                FROM page
                ON CONFLICT (content_type_id, object_id) DO UPDATE SET title_norm = 1, title_text = '',
                    body_text = '', title = EXCLUDED.title, body = EXCLUDED.body,
                    autocomplete = EXCLUDED.autocomplete
                """,
                rows,
            )

    def _refresh_title_norms(self, full=False):
        """Leave them: our ranking does without, and asking for them reads every row."""


class SearchBackend(AsksForWords, PostgresSearchBackend):
    """Wagtail's, with our index."""

    index_class = Index


def _configuration(language: str) -> str:
    return CONFIGURATIONS.get(language, "simple")


def _vector(stems: list[str], weight: str) -> str:
    places = defaultdict(list)
    for place, stem in enumerate(stems, start=1):
        places[stem].append(f"{min(place, MOST_POSITIONS)}{weight}")
    return " ".join(f"'{stem}':{','.join(at)}" for stem, at in places.items())


def ranked(wanted: list[Wanted], marks: list[str], most: int) -> list[int]:
    """Return the keys of at most `most` pages that hold all that is wanted and have these marks, best first.

    Of more than are ranked, those come first that have the words in their title, then the newest.
    """
    configuration = _configuration(marks[0].removeprefix(MARK))
    with connection.cursor() as cursor:
        # Read as a query once, not for each row. A title is short; the vector of a whole page lies apart from its
        # row, and takes longer to fetch than to rank.
        cursor.execute(
            """
            WITH asked AS MATERIALIZED (
                SELECT format('(%%s)', string_agg(
                    concat_ws(' | ', ours, nullif(to_tsquery(%s::regconfig, word)::text, '')), ') & ('
                ))::tsquery AS query
                FROM unnest(%s::text[], %s::text[]) AS wanted (ours, word)
            ), likely AS MATERIALIZED (
                SELECT id, object_id, body, query FROM asked, wagtailsearch_indexentry
                WHERE body @@ (query && %s::tsquery)
                ORDER BY ts_rank(title, query) DESC, id DESC LIMIT %s
            )
            SELECT object_id::bigint FROM likely
            ORDER BY ts_rank(%s::real[], body, query) DESC, id DESC LIMIT %s
            """,
            [
                configuration,
                [_any_of(one) for one in wanted],
                [one.word for one in wanted],
                " & ".join(f"'{mark}'" for mark in marks),
                MOST_RANKED,
                WEIGHTS,
                most,
            ],
        )
        return [key for (key,) in cursor.fetchall()]


def _any_of(wanted: Wanted) -> str:
    forms = [f"'{stem}'" for stem in wanted.stems]
    if wanted.beginning:
        forms.append(f"'{wanted.beginning}':*")
    return " | ".join(forms)


def held(words: list[str]) -> list[str]:
    """Return which of these words the index holds: of pages withheld from the public too, so tell nobody."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM unnest(%s::text[]) AS word
            WHERE EXISTS (SELECT FROM wagtailsearch_indexentry WHERE body @@ ('''' || word || '''')::tsquery)
            """,
            [words],
        )
        return [word for (word,) in cursor.fetchall()]
