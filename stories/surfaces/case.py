"""What is looked for, and what is found."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from stories.consent.choices import Surface, TakedownMode
from stories.fingerprints import Fingerprint, Matcher
from stories.surfaces.web import Ask, Door

LONGEST_PLACE = 200


class Finding(NamedTuple):
    """How many traces one place holds. `is_reached` is False where nobody answered: that proves nothing.

    `place` names an address, a file or a column, never the words.
    """

    surface: Surface
    place: str
    found: int
    milliseconds: int = 0
    is_reached: bool = True

    @property
    def is_left(self) -> bool:
        """Whether the place keeps the take-down from being verified."""
        return bool(self.found) or not self.is_reached


@dataclass(frozen=True)
class Case:
    """One take-down to verify: its fingerprint, how much had to go, and how the public host is asked.

    `quoting` gathers the keys of pages in which the database holds words of the story: they are opened too.
    """

    fingerprint: Fingerprint
    mode: TakedownMode
    ask: Ask
    edges: Sequence[Door] = ()
    quoting: set[int] = field(default_factory=set)

    @cached_property
    def matcher(self) -> Matcher:
        """Finds the story's words."""
        return Matcher(self.fingerprint.shingles, self.fingerprint.short_texts)

    def traces_in(self, text: str) -> int:
        """Return how many phrases and addresses of the story a page or a feed holds."""
        return self.matcher.count(text) + sum(address in text for address in self.fingerprint.addresses)


@contextmanager
def stopwatch() -> Iterator:
    """Yield a function that tells the milliseconds since the block began."""
    began = time.perf_counter()
    yield lambda: round((time.perf_counter() - began) * 1000)
