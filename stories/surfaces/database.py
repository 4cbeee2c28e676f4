"""Every text column of every table: whatever was pasted, saved or logged anywhere is found by its words.

Values are streamed and read once. After "hide" only what readers get counts: the person's own drafts stay, and
what is said beside a picture or in a video's captions counts while a public page shows them.
"""

from collections.abc import Iterator
from itertools import chain

from django.apps import apps
from django.db import connection
from wagtail.models import Page

from campaign_site.media.audience import is_public
from campaign_site.media.models import CampaignCaptions
from stories.consent.choices import Surface, TakedownMode
from stories.identity.texts import FILE_TEXTS
from stories.surfaces.case import Case, Finding, stopwatch
from stories.traces import address, pages_naming

CHUNK = 500
EVERYWHERE = "every text column"
# No phrase that counts is shorter; most values of a large table are.
LEAST_CHARACTERS = 15
# What nobody outside is shown: drafts, histories, the index, records of consent; of media all but what follows.
NOT_PUBLIC_APPS = frozenset(
    {"wagtailcore", "wagtailadmin", "wagtailsearch", "media", "taggit", "consent", "delivery",
     "accounts", "auth", "demo", "account", "mfa", "socialaccount"}
)  # fmt: skip
# Of a file or a video: what readers get while a public page shows it.
SHOWN_WITH_MEDIA: dict[type, frozenset[str]] = {
    **{
        model: frozenset(column for _place, column, is_shown in texts if is_shown)
        for model, texts in FILE_TEXTS.items()
    },
    CampaignCaptions: frozenset({"text"}),
}
COLUMNS = {
    "sqlite": (
        "SELECT t.name, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c "
        "WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%' AND t.type IN ('table', 'virtual') "
        "AND (c.type = '' OR upper(c.type) LIKE '%CHAR%' OR upper(c.type) LIKE '%TEXT%' OR "
        "upper(c.type) LIKE '%JSON%') ORDER BY 1, 2"
    ),
    "postgresql": (
        "SELECT c.table_name, c.column_name FROM information_schema.columns c "
        "JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type IN "
        "('text', 'character varying', 'character', 'json', 'jsonb', 'tsvector', 'ARRAY') ORDER BY 1, 2"
    ),
}


def look(case: Case) -> Iterator[Finding]:
    """Read every value that is long enough to hold a phrase, and note the pages in which one stands."""
    with stopwatch() as elapsed:
        models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        left = [
            finding
            for table, column in text_columns()
            if case.mode == TakedownMode.ERASE or _can_be_public(models.get(table), column)
            for finding in _look_in(case, table, column, models.get(table))
        ]
        first = [] if left else [Finding(Surface.DATABASE, EVERYWHERE, 0, elapsed())]
    yield from chain(first, left)


def text_columns() -> list[tuple[str, str]]:
    """Return (table, column) for all that can hold words, whether a model knows it or not."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS[connection.vendor])
        return cursor.fetchall()


def values(table: str, column: str, least: int = 0) -> Iterator[tuple[str, str]]:
    """Yield primary key and text of a column, as far as the text has `least` characters."""
    with connection.cursor() as plain, connection.chunked_cursor() as cursor:
        keys = connection.introspection.get_primary_key_columns(plain, table) or []
        quote = connection.ops.quote_name
        key = " || '/' || ".join(f"CAST({quote(name)} AS text)" for name in keys) or "''"
        text = f"CAST({quote(column)} AS text)"
        cursor.execute(f"SELECT {key}, {text} FROM {quote(table)} WHERE length({text}) >= {int(least)}")
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _look_in(case: Case, table: str, column: str, model) -> Iterator[Finding]:
    for key, text in values(table, column, LEAST_CHARACTERS):
        with stopwatch() as elapsed:
            if not (found := case.matcher.count(text)):
                continue
            item = _item(model, key)
            if case.mode == TakedownMode.HIDE and not _is_public(case, item):
                continue
            case.quoting.update(_pages(item))
            place = f"{table}.{column} #{key} {_address(item)}".strip()
            yield Finding(Surface.DATABASE, place, found, elapsed())


def _item(model, key: str):
    """Return the page, the file or the captions of a row; None where the table alone says who reads it."""
    if model is not None and issubclass(model, Page):
        return Page.objects.filter(pk=key).first()
    return model.objects.filter(pk=key).first() if model in SHOWN_WITH_MEDIA else None


def _can_be_public(model, column: str) -> bool:
    """Whether something in a column can stand on a page, or beside it, that people outside can open."""
    if model is None:
        return False
    is_beside = column in SHOWN_WITH_MEDIA.get(model, ())
    return is_beside or issubclass(model, Page) or model._meta.app_label not in NOT_PUBLIC_APPS


def _is_public(case: Case, item) -> bool:
    if item is None:
        return True
    if isinstance(item, Page):
        return item.live and item.pk not in case.fingerprint.pages
    return is_public(item)


def _pages(item) -> list[int]:
    """Return the pages on which the words of a row may stand; captions have an address of their own."""
    if item is None or isinstance(item, CampaignCaptions):
        return []
    return [item.pk] if isinstance(item, Page) else pages_naming(item)


def _address(item) -> str:
    if isinstance(item, CampaignCaptions):
        return item.video.address(item.name)
    return address(item) if isinstance(item, Page) else ""
