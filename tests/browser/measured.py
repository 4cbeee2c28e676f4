"""Notes which templates axe has looked at, in which language and look, for the accessibility statement.

Notes nothing unless `recording()`: `python -m tests.browser.accessibility` does.
"""

import re
from collections import defaultdict
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.test.signals import template_rendered

from tests.site.tree import ROOT, files

EXTENDS = re.compile(r'{%\s*extends\s+"([^"]+)"')
BASE = "base.html"


class Record:
    """What was looked at: {template: {(language, width, scheme)}}, and with which version of axe."""

    def __init__(self):
        self.looked_at: defaultdict[str, set[tuple[str, int, str]]] = defaultdict(set)
        self.version = ""
        self._rendered: defaultdict[str, set[str]] = defaultdict(set)

    def note_template(self, template, context, **_signal) -> None:
        """Remember at which address a page's template was rendered (Django's signal in tests)."""
        if template.name in page_templates() and (request := getattr(context, "request", None)):
            self._rendered[request.path].add(template.name)

    def note_look(self, page, looks) -> None:
        """Remember that axe looked at this open page."""
        self.version = page.evaluate("axe.version")
        language = page.evaluate("document.documentElement.lang")
        for name in self._rendered[urlsplit(page.url).path]:
            self.looked_at[name] |= {(language, width, scheme) for width, scheme in looks}


_records: list[Record] = []


@contextmanager
def recording():
    """Note what is looked at until the end of the block; the record is what it yields."""
    record = Record()
    _records.append(record)
    template_rendered.connect(record.note_template)
    yield record
    template_rendered.disconnect(record.note_template)
    _records.remove(record)


def note(page, looks) -> None:
    """Tell the record, if there is one, that axe looked at this open page in these (width, scheme)."""
    for record in _records:
        record.note_look(page, looks)


def page_templates() -> frozenset[str]:
    """Return the templates of public pages: those that stand in the public frame, and are no frame themselves."""
    folder = ROOT / "templates"
    frames = {
        str(path.relative_to(folder)): found.group(1)
        for path in files(".html")
        if path.is_relative_to(folder) and (found := EXTENDS.match(path.read_text()))
    }
    public = {name for name in frames if _root(name, frames) == BASE}
    return frozenset(public - set(frames.values()))


def _root(name: str, frames: dict[str, str]) -> str:
    while frames.get(name, name) != name:
        name = frames[name]
    return name
