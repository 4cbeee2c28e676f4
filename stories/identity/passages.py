"""A piece of text with the name of its place, and what the identity check finds in several of them. Pure."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, NamedTuple

from campaign_site.media.video import captions
from stories.identity import letters, patterns
from stories.identity.matching import Terms

# What a block holds beside words.
NO_WORDS = frozenset({"id", "type"})
_ATTRIBUTE = re.compile(r"\b(?:alt|title|href|url)=\"([^\"<>]+)\"")
# Tags inside a word part no words: A<b>min</b>a.
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|mark|q|s|small|span|strong|sub|sup|u)\b[^<>]*>")
_TAG = re.compile(r"<[/!a-zA-Z][^<>]*>")


class Passage(NamedTuple):
    """A text and its place: `headline`, or `body:quote:3` for the third block of the body, which is a quote.

    `is_shown` says whether readers see it.
    """

    place: str
    text: str
    is_shown: bool = True

    @property
    def part(self) -> str:
        """The place without its number: what is found stays known when another block is put before it."""
        return self.place.rpartition(":")[0] or self.place


class Found(NamedTuple):
    """What was found at a place: its kind, whether somebody else's terms hold it, and the words, folded.

    The words are for telling what was found before from what was not, and for nobody's eyes.
    """

    place: str
    part: str
    kind: str
    of_another: bool
    is_shown: bool
    value: str


def check(
    passages: Iterable[Passage], terms: Terms, person: int | None, kinds: Iterable[str] = patterns.ALL
) -> list[Found]:
    """Return what these texts hold of anybody's terms and of these kinds of pattern, the own person's first.

    `person` is whom the texts are of, None for nobody. The same words in the same part are found once.
    """
    found: dict[tuple[str, str, bool, str], Found] = {}
    for place, text, is_shown in ((passage, readable(passage.text), passage.is_shown) for passage in passages):
        for kind, of_another, value in _in_text(text, terms, person, kinds):
            key = (place.part, kind, of_another, value)
            if key not in found or (is_shown and not found[key].is_shown):
                found[key] = Found(place.place, place.part, kind, of_another, is_shown, value)
    return sorted(found.values(), key=lambda one: one.of_another)


def readable(text: str) -> str:
    """Return a text as it is read: captions without times, what links and pictures say behind it."""
    if "<" in text:
        attributes = _ATTRIBUTE.findall(text)
        text = "\n".join([_TAG.sub("\n", _INLINE.sub("", text)), *attributes])
    return captions.without_times(unescape(text) if "&" in text else text)


def strings(value: Any) -> Iterator[str]:
    """Yield the texts in a block as it is stored, without the names and numbers that keep it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in NO_WORDS:
                yield from strings(item)


def _in_text(text: str, terms: Terms, person: int | None, kinds: Iterable[str]) -> Iterator[tuple[str, bool, str]]:
    for match in terms.scan(text, person):
        yield match.kind, not match.is_own, match.value
    for pattern in patterns.find(letters.clean(text), kinds):
        yield pattern.kind, False, pattern.value
