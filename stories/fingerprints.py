"""What a story can be recognised by wherever its words have gone. Pure.

Words are compared without case, punctuation, accents and Arabic marks, and as they read once HTML, JSON or an
address has been decoded. A trace is six words in a row, as phrases of five of them tell (shingles: Broder,
1997), or a heading, a quote or another short text as a whole.
"""

import json
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from campaign_site.media.video import captions

PHRASE_WORDS = 5
MOST_PHRASES = 4_000
# Fewer letters are said by chance: "and this is what I".
LEAST_LETTERS = 15
LEAST_WORDS_OF_A_SHORT_TEXT = 3
# Five alone are said by chance: "and I did not know".
LEAST_IN_A_ROW = 6
MOST_WORDS_OF_A_SHORT_TEXT = 12

WORD = re.compile(r"\w+")
# Accents and vowel signs of Latin, Greek and Cyrillic, of Arabic, and the Arabic tatweel.
MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7-\u06ed]")
ARABIC_FORMS = str.maketrans({"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"})
FORM_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
JSON_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|([nrtbf\"/]))")
ATTRIBUTE = re.compile(r"=\"([^\"<>]{12,})\"")
TAG = re.compile(r"<[^<>]*>")


class File(NamedTuple):
    """A stored file: its name in storage, its size in bytes (0: unknown) and its SHA-1 or SHA-256 in hex."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Fingerprint:
    """All that a take-down looks for afterwards.

    `shingles` and `short_texts` are words joined by single spaces; `searches` is one word to search for in each
    language; `addresses` are the paths of the story's own pages, `linking` the pages that pointed at them,
    `beside` the stories that may have shown one of them as related; `public_names` are the files that were
    served, `files` those behind them. Without `is_complete` too little is known for a proof.
    """

    shingles: tuple[str, ...] = ()
    short_texts: tuple[str, ...] = ()
    searches: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    linking: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    recordings: tuple[int, ...] = ()
    documents: tuple[int, ...] = ()
    public_names: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    is_complete: bool = True

    def to_bytes(self) -> bytes:
        """Return it as bytes, to be sealed."""
        return zlib.compress(json.dumps(asdict(self), ensure_ascii=False).encode())

    @classmethod
    def from_bytes(cls, content: bytes) -> "Fingerprint":
        """Return what `to_bytes` wrote."""
        fields: dict[str, Any] = {
            name: _tuples(value) for name, value in json.loads(zlib.decompress(content)).items()
        }
        return cls(**{**fields, "files": tuple(File(*file) for file in fields["files"])})


class Matcher:
    """Counts the traces of one story in texts; each text is read once, however many phrases there are."""

    def __init__(self, shingles: Iterable[str], short_texts: Iterable[str]):
        self._by_anchor: dict[str, list[tuple[int, list[str], bool]]] = defaultdict(list)
        for phrases, is_whole in ((shingles, False), (short_texts, True)):
            for phrase in phrases:
                words = phrase.split()
                # The longest word is the rarest: looked at first, it spares almost every comparison.
                anchor = max(range(len(words)), key=lambda place: len(words[place]))
                self._by_anchor[words[anchor]].append((anchor, words, is_whole))

    def count(self, text: str) -> int:
        """Return how many traces a text holds, as it is stored or sent."""
        words = split_words(plain(text))
        starts: set[int] = set()
        whole: set[str] = set()
        for place, word in enumerate(words):
            for anchor, phrase, is_whole in self._by_anchor.get(word, ()):
                start = place - anchor
                if start >= 0 and words[start : start + len(phrase)] == phrase:
                    if is_whole:
                        whole.add(" ".join(phrase))
                    else:
                        starts.add(start)
        return len(whole) + sum(length >= LEAST_IN_A_ROW for length in _rows(sorted(starts)))


def plain(text: str) -> str:
    """Return a text as people read it: decoded, captions without times, attributes' words at the end."""
    if FORM_ESCAPE.search(text):
        text = unquote_plus(text)
    if "\\" in text:
        text = JSON_ESCAPE.sub(_character, text)
    attributes = ATTRIBUTE.findall(text)
    if "&" in text:
        text = unescape(text)
    return " ".join([TAG.sub(" ", captions.without_times(text)), *(unescape(value) for value in attributes)])


def split_words(text: str) -> list[str]:
    """Return the words of a text in the form in which they are compared."""
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFKD", text)).translate(ARABIC_FORMS)
    return WORD.findall(text.casefold())


def phrases_of(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the shingles and the short texts of these texts, of each the MOST_PHRASES most distinctive."""
    shingles: set[str] = set()
    short: set[str] = set()
    for text in texts:
        words = split_words(plain(text))
        shingles.update(_shingles(words))
        is_short = LEAST_WORDS_OF_A_SHORT_TEXT <= len(words) <= MOST_WORDS_OF_A_SHORT_TEXT
        if is_short and " " in text and sum(map(len, words)) >= LEAST_LETTERS:
            short.add(" ".join(words))
    return _most_distinctive(shingles), _most_distinctive(short)


def longest_word(text: str) -> str:
    """Return the longest word of a text as it is written, for a search that gives away as little as can be."""
    return max(WORD.findall(MARKS.sub("", text)), key=len, default="")


def _tuples(value: Any) -> Any:
    """Return JSON's lists as the tuples they were."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _rows(starts: list[int]) -> Iterator[int]:
    """Yield how many words in a row the shingles that begin at these places cover, for each row."""
    first = last = None
    for start in starts:
        if first is None or last is None or start >= last + PHRASE_WORDS:
            if first is not None and last is not None:
                yield last + PHRASE_WORDS - first
            first = start
        last = start
    if first is not None and last is not None:
        yield last + PHRASE_WORDS - first


def _shingles(words: list[str]) -> Iterator[str]:
    for start in range(len(words) - PHRASE_WORDS + 1):
        phrase = words[start : start + PHRASE_WORDS]
        if sum(map(len, phrase)) >= LEAST_LETTERS:
            yield " ".join(phrase)


def _most_distinctive(phrases: set[str]) -> tuple[str, ...]:
    return tuple(sorted(phrases, key=lambda phrase: (-len(phrase), phrase))[:MOST_PHRASES])


def _character(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return escape[2] if escape[2] in '"/' else " "
