"""Finds the terms of many people in texts: every text is read once, however many terms there are. Pure.

A term is found as a whole word or phrase, in the shapes of `letters`; with six letters or more also when one
letter of it is wrong. It is looked up by its rarest word, and words with a wrong letter by the half that is right:
one edit leaves the first or the second half of a word as it was.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stories.identity import dates, letters, phones

# From so many letters on a term is also found with one of them wrong.
LEAST_FOR_AN_EDIT = 6
# A word of a longer term may hold the wrong letter if it has so many itself.
LEAST_FOR_AN_EDIT_IN_A_WORD = 4
MOST_JOINED = 3
MOST_REMEMBERED = 200_000
PHONE, DATE, NAME = "phone", "date", "legal_name"
# What is written together with the name that follows, or not.
PARTICLES = frozenset(
    ("al", "el", "ul", "as", "ad", "ar", "an", "at", "abd", "abdul", "abdel", "bin", "ben", "ibn", "bint", "abu",
     "abou", "umm", "oum", "van", "von", "de", "di")
)  # fmt: skip
_PARTICLE = re.compile(r"\b({})\s".format("|".join(sorted(PARTICLES))), re.IGNORECASE)


class Term(NamedTuple):
    """What would give a person away: the number of the person, the kind of the term, the term."""

    person: int
    kind: str
    value: str


class Match(NamedTuple):
    """What was found: its kind, whether it is of the text's own person, and the words in the text, folded."""

    kind: str
    is_own: bool
    value: str


class _Phrase:
    """Words in a row that somebody's terms hold. `kinds` by person; `parts` count in their own texts only."""

    __slots__ = ("kinds", "length", "parts", "shapes", "written")

    def __init__(self, written: tuple[str, ...]):
        self.written = written
        self.shapes = tuple(letters.shapes_of_term(word) for word in written)
        self.length = sum(len(shapes[0]) for shapes in self.shapes)
        self.kinds: dict[int, str] = {}
        self.parts: dict[int, str] = {}

    @property
    def may_have_an_edit(self) -> bool:
        return self.length >= LEAST_FOR_AN_EDIT and not any(map(_has_digit, self.written))


class _Anchor(NamedTuple):
    """A word by which a phrase is looked up: which of its words it is, and how many letters of it are wrong.

    `step` leads to a word beside it (0: it stands alone), of which `beside` are the shapes: nearly all that a text
    seems to hold by one word is told from what it holds by the next.
    """

    phrase: _Phrase
    place: int
    edits: int
    step: int
    beside: frozenset[str]

    @classmethod
    def of(cls, phrase: _Phrase, place: int) -> "_Anchor":
        last = len(phrase.shapes) - 1
        step = (1 if place < last else -1) if last else 0
        return cls(phrase, place, 0, step, frozenset(phrase.shapes[place + step] if step else ()))


class Terms:
    """The terms of everybody, ready to be looked for.

    It holds them in plain: keep it in memory only, and not for long.
    """

    def __init__(self, terms: Iterable[Term]):
        self._phrases: dict[tuple[str, ...], _Phrase] = {}
        self._phones: dict[str, list[tuple[str, Term]]] = defaultdict(list)
        self._dates: dict[dates.DayOfYear, list[tuple[int | None, Term]]] = defaultdict(list)
        self._exact: dict[str, list[_Anchor]] = defaultdict(list)
        # The same phrases for words with a wrong letter, made once: many words are near the same.
        self._inexact: dict[str, list[_Anchor]] = defaultdict(list)
        self._halves: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._known: dict[str, tuple[_Anchor, ...]] = {}
        self.people: set[int] = set()
        for term in terms:
            self.people.add(term.person)
            self._add(term)
        self._index()

    def scan(self, text: str, person: int | None = None) -> Iterator[Match]:
        """Yield what a text holds, in its order; `person` is the one it is of, whose name's parts count too."""
        text = letters.clean(text)
        yield from self._phrases_in(letters.split(text), person)
        if joined := letters.join_hyphened(text):
            yield from self._phrases_in(letters.split(joined), person)
        if self._phones:
            yield from self._phones_in(text, person)
        if self._dates:
            yield from self._dates_in(text, person)

    # Building

    def _add(self, term: Term) -> None:
        cleaned = letters.clean(term.value)
        if term.kind == PHONE and (number := phones.significant(cleaned)):
            self._phones[number[-phones.LEAST_DIGITS :]].append((number, term))
            return
        if term.kind == DATE and (found := list(dates.find(cleaned))):
            for day, year in ((day, date.year) for date in found for day in date.days):
                self._dates[day].append((year, term))
            return
        words = tuple(letters.split(cleaned))
        if not _is_telling(words):
            return
        for variant in {words, *_written_together(words, cleaned)}:
            self._phrase(variant).kinds.setdefault(term.person, term.kind)
        if term.kind == NAME and len(words) > 1:
            for word in words:
                if len(word) > letters.LONGEST_SHORT:
                    self._phrase((word,)).parts.setdefault(term.person, term.kind)

    def _phrase(self, words: tuple[str, ...]) -> _Phrase:
        # Short words are compared as they are written, so that "May" and "may" are two.
        key = words if _is_short(words) else tuple(map(letters.fold, words))
        if key not in self._phrases:
            self._phrases[key] = _Phrase(words)
        return self._phrases[key]

    def _index(self) -> None:
        counts = Counter(shapes[0] for phrase in self._phrases.values() for shapes in phrase.shapes)
        for phrase in self._phrases.values():
            anchor = _Anchor.of(phrase, _rarest(phrase, counts))
            inexact = anchor._replace(edits=1) if phrase.may_have_an_edit else None
            for shape in phrase.shapes[anchor.place]:
                if shape not in self._exact and len(shape) >= LEAST_FOR_AN_EDIT_IN_A_WORD:
                    half = len(shape) // 2
                    self._halves[len(shape), shape[:half]].append(shape)
                    self._halves[-len(shape), shape[half:]].append(shape)
                self._exact[shape].append(anchor)
                if inexact:
                    self._inexact[shape].append(inexact)
        self._phrases.clear()

    # Looking

    def _phrases_in(self, words: list[str], person: int | None) -> Iterator[Match]:
        shown = [*map(letters.shapes_in_text, words), ()]  # before the first and after the last is no word
        for at, word in enumerate(words):
            known = self._known.get(word)
            if known is None:
                known = self._look_up(word)
            for phrase, place, edits, step, beside in known:
                if edits and step and beside.isdisjoint(shown[at + step]):
                    continue
                start = at - place
                found = words[start : start + len(phrase.shapes)] if start >= 0 else []
                if len(found) == len(phrase.shapes) and _holds(phrase, found, place, edits):
                    yield from _told(phrase, person, " ".join(map(letters.fold, found)))

    def _look_up(self, word: str) -> tuple[_Anchor, ...]:
        found: dict[int, _Anchor] = {}
        shapes = letters.shapes_in_text(word)
        for shape in shapes:
            for anchor in self._exact.get(shape, ()):
                found[id(anchor.phrase)] = anchor
        if not _has_digit(word):
            for near in {near for shape in shapes for near in self._near(shape)}:
                for anchor in self._inexact.get(near, ()):
                    found.setdefault(id(anchor.phrase), anchor)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        anchors = self._known[word] = tuple(found.values())
        return anchors

    def _near(self, word: str) -> Iterator[str]:
        for length in range(max(len(word) - 1, LEAST_FOR_AN_EDIT_IN_A_WORD), len(word) + 2):
            half = length // 2
            for key in ((length, word[:half]), (-length, word[half - length :])):
                for other in self._halves.get(key, ()):
                    if letters.within_one(word, other):
                        yield other

    def _phones_in(self, text: str, person: int | None) -> Iterator[Match]:
        for run in phones.runs(text):
            for end in range(phones.LEAST_DIGITS, len(run) + 1):
                for number, term in self._phones.get(run[end - phones.LEAST_DIGITS : end], ()):
                    if phones.is_same(number, run[:end]):
                        yield Match(term.kind, term.person == person, number[-phones.LEAST_DIGITS :])

    def _dates_in(self, text: str, person: int | None) -> Iterator[Match]:
        for date in dates.find(text):
            for day in date.days:
                for year, term in self._dates.get(day, ()):
                    if None in (year, date.year) or year == date.year:
                        yield Match(term.kind, term.person == person, date.value)


def _told(phrase: _Phrase, person: int | None, value: str) -> Iterator[Match]:
    """Yield the phrase as the own person's, else as somebody else's, once."""
    own = phrase.kinds.get(person) or phrase.parts.get(person) if person is not None else None
    if own:
        yield Match(own, True, value)
    elif phrase.kinds:
        yield Match(min(phrase.kinds.values()), False, value)


def _holds(phrase: _Phrase, found: list[str], anchor: int, edits: int) -> bool:
    """Whether words of a text are the phrase, when its word at `anchor` is, with so many edits."""
    if _is_short(phrase.written):
        return tuple(found) == phrase.written
    for place, (word, shapes) in enumerate(zip(found, phrase.shapes, strict=True)):
        if place == anchor:
            continue
        shown = letters.shapes_in_text(word)
        if not set(shown).isdisjoint(shapes):
            continue
        edits += 1
        if edits > 1 or not phrase.may_have_an_edit or not _is_near(shown, shapes):
            return False
    return True


def _is_near(shown: tuple[str, ...], shapes: tuple[str, ...]) -> bool:
    return any(
        len(shape) >= LEAST_FOR_AN_EDIT_IN_A_WORD and letters.within_one(one, shape)
        for one in shown
        for shape in shapes
    )


def _rarest(phrase: _Phrase, counts: Counter[str]) -> int:
    """Return the place of the rarest word, a long one if there is any."""
    return min(
        range(len(phrase.shapes)),
        key=lambda place: (
            len(phrase.shapes[place][0]) < LEAST_FOR_AN_EDIT_IN_A_WORD,
            counts[phrase.shapes[place][0]],
            -len(phrase.shapes[place][0]),
        ),
    )


def _written_together(words: tuple[str, ...], cleaned: str) -> Iterator[tuple[str, ...]]:
    """Yield how a term is written too: Al Rashid, Al-Rashid and Alrashid; fatimaalrashid as a tag."""
    if len(words) == 1 or sum(map(len, words)) < LEAST_FOR_AN_EDIT:
        return
    if len(words) <= MOST_JOINED:
        yield ("".join(words),)
    if joined := letters.join_hyphened(cleaned):
        yield tuple(letters.split(joined))
    if any(word.casefold() in PARTICLES for word in words[:-1]):
        yield tuple(letters.split(_PARTICLE.sub(r"\1", " ".join(words))))


def _is_short(words: tuple[str, ...]) -> bool:
    return len(words) == 1 and len(words[0]) <= letters.LONGEST_SHORT


def _is_telling(words: tuple[str, ...]) -> bool:
    """Whether a term has enough letters to be said by nobody else by chance."""
    if words and all(map(letters.SPACELESS.fullmatch, words)):
        return len(words) > 1
    return sum(map(len, words)) >= letters.LEAST_LETTERS


def _has_digit(word: str) -> bool:
    return any(map(str.isdecimal, word))
