"""Exports of the admin's lists: no cell is read as a formula, no list is held in memory, and it is noted."""

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import PermissionDenied
from django.utils import translation
from wagtail.log_actions import log

from campaign_site.delivery.invisible_characters import NOT_IN_XML

# The action of Wagtail's log under which an export stands; its words are in `accounts/wagtail_hooks.py`.
EXPORTED = "campaign_site.export"
ROWS_AT_ONCE = 2000
# Source: OWASP, CSV Injection. Spreadsheets pass over spaces and marks of direction that stand before such a sign.
FORMULA = re.compile(
    r"[\t\r\n]|[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@\u2212\uff1d\uff0b\uff0d\uff20]"
)


def neutralised(value):
    """Return a text, with an apostrophe before it where a spreadsheet would calculate it; all else unchanged."""
    if not isinstance(value, str):
        return value
    text = NOT_IN_XML.sub("", value)
    return f"'{text}" if FORMULA.match(text) else text


class OneByOne:
    """The rows of a queryset, never all in memory; `model` is theirs."""

    def __init__(self, queryset):
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator:
        return self.queryset.iterator(chunk_size=ROWS_AT_ONCE)


class FormulaSafeExport:
    """Mixed in before Wagtail's list view: every cell of its CSV and XLSX is text or data.

    `export_permission` ("app_label.codename") is what an export needs besides the right to see the list. Who took
    how many rows of which list stands in Wagtail's log, before the first row goes out; no value of them does.
    """

    export_permission = ""

    @property
    def may_export(self) -> bool:
        """Whether the reader may take the list with them."""
        return not self.export_permission or self.request.user.has_perm(self.export_permission)

    @property
    def show_export_buttons(self) -> bool:
        """Offer it only to those who may."""
        return bool(self.list_export) and self.may_export

    def get(self, request, *args, **kwargs):
        """Answer an export without counting pages or drawing a table first. Raises PermissionDenied."""
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        if not self.may_export:
            raise PermissionDenied
        rows, kind = self.get_queryset(), request.GET["export"]
        self.note_export(rows.count(), kind)
        return self.as_spreadsheet(OneByOne(rows), kind)

    def note_export(self, count: int, kind: str) -> None:
        """Keep that the reader took `count` rows as "csv" or "xlsx"."""
        user = self.request.user
        log(user, EXPORTED, user=user, data={"list": self.get_filename(), "rows": count, "kind": kind})

    def preprocess_field_value(self, field, value, export_format):
        """Neutralise what Wagtail would write."""
        return neutralised(super().preprocess_field_value(field, value, export_format))

    def stream_csv(self, queryset):
        """Write the lines in the reader's language: they are asked for when the admin's own is over."""
        return spoken(translation.get_language(), super().stream_csv(queryset))


def spoken(language: str, lines: Iterable) -> Iterator:
    """Yield the lines, each made in this language; whoever takes them keeps their own."""
    waiting = iter(lines)
    while True:
        with translation.override(language):
            line = next(waiting, None)
        if line is None:
            return
        yield line
