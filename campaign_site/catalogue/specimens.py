"""Reads specimens.toml and builds what its templates are given."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.templatetags.static import static
from django.utils.translation import get_language
from wagtail.blocks import StreamBlock
from wagtail.rich_text import RichText

from campaign_site.catalogue.components import Component, component
from campaign_site.catalogue.forms import specimen_form
from campaign_site.media.renditions import Picture, Source
from campaign_site.pages import artwork
from campaign_site.pages.blocks.stream import CONTENT_BLOCKS
from campaign_site.pages.models import HomePage
from campaign_site.pages.templatetags.house import language_links
from donations.money import Money
from donations.totals import Total
from stories.blocks import STORY_BLOCKS

ENTRIES = Path(__file__).with_name("specimens.toml")
FIRST_LANGUAGE = "en"


@dataclass(frozen=True)
class Entry:
    """A component with its states, by name; `list` is the class of the list that its entries stand in."""

    component: Component
    list: str
    states: dict[str, dict[str, Any]]


def entries() -> dict[str, Entry]:
    """Return every entry by the address of its component, in the order of the file."""
    found = {}
    for name, states in tomllib.loads(ENTRIES.read_text("utf-8")).items():
        part = component(name)
        found[part.address] = Entry(part, states.pop("list", ""), states)
    return found


def values(state: dict[str, Any]) -> dict[str, Any]:
    """Return what a template is given, in the active language."""
    return {name: _value(given) for name, given in state.items()}


def _value(given):
    if isinstance(given, list):
        return [_value(each) for each in given]
    if not isinstance(given, dict):
        return given
    if given.keys() >= {FIRST_LANGUAGE, "ar"}:
        return given.get(get_language(), given[FIRST_LANGUAGE])
    built = values(given)
    return MAKERS[built.pop("make")](**built) if "make" in built else built


def _picture() -> Picture:
    address = static("img/og.png")
    return Picture([Source("image/png", f"{address} 1200w")], address, 1200, 630, "100vw", small="#")


def _stream(blocks: list) -> Any:
    return _all_blocks().to_python([{"type": kind, "value": value} for kind, value in blocks])


def _block(kind: str, value: dict) -> Any:
    return _stream([[kind, value]])[0].value


def _all_blocks() -> StreamBlock:
    return StreamBlock([*{**dict(CONTENT_BLOCKS), **dict(STORY_BLOCKS)}.items()])


def _total(currency: str, pledges: int, **minor: int) -> Total:
    names = ("promised", "lapsed", "received", "returned")
    return Total(pledges=pledges, **{name: Money.of(minor.get(name, 0), currency) for name in names})


def _home() -> HomePage | None:
    return HomePage.objects.filter(locale__language_code=get_language()).first()


MAKERS: dict[str, Callable[..., Any]] = {
    "artwork": artwork.weave,
    "block": _block,
    "field": lambda name, wrong=False: specimen_form(wrong=wrong)[name],
    "form": specimen_form,
    "home": _home,
    "languages": lambda: language_links({}),
    "money": lambda minor, currency: Money.of(minor, currency),
    "picture": _picture,
    "rich": lambda text: RichText(text),
    "stream": _stream,
    "total": _total,
}
