"""Puts naughty strings into the places of requests, always the same ones; says what is wrong with the answers."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from zlib import crc32

from tests.naughty.judging import faults_of, written_down
from tests.naughty.places import Place, places_of
from tests.naughty.strings import MARK, strings
from tests.naughty.wire import Request, Wire

STRINGS = strings()
# Ends every kind of place that a page could write it into, and would be seen there. Each of a page's own gets it.
ENDS_ALL = f"{MARK}\"{MARK}'{MARK}--><{MARK}>{MARK}{{{{7*191}}}}{MARK}".encode()
# So much more often than the places that every page has.
OWN_TURNS = 4


class Tried(NamedTuple):
    """How many requests were sent, and what was wrong: where, with which string, what."""

    sent: int
    faults: list[str]


def try_out(name: str, asked: Sequence[Request], wire: Wire, count: int, *, with_headers: bool = False) -> Tried:
    """Send at least `count` requests made from those of an address. What is sent depends on the name alone."""
    faults, sent = [], 0
    with written_down() as log:
        places = [place for request in asked for place in places_of(request, wire, with_headers=with_headers)]
        for place, text in _pairs(places, random.Random(crc32(name.encode())), count):
            if request := place.put(text):
                sent += 1
                faults += [
                    f"{name}, {place.name}, {text[:60]!r}: {fault}" for fault in faults_of(wire.ask(request))
                ]
    faults += [f"{name}: written down: {line[:300]}" for line in log if MARK in line or _is_fault(line)]
    return Tried(sent, faults)


def _pairs(places: list[Place], chance: random.Random, count: int) -> Iterator[tuple[Place, bytes]]:
    """Yield places with what to put there: they take turns, and so do strings."""
    own = [place for place in places if place.is_own]
    yield from ((place, ENDS_ALL) for place in own)
    turns = [*places, *own * (OWN_TURNS - 1)]
    chance.shuffle(turns)
    texts = chance.sample(STRINGS, len(STRINGS))
    for number in range(count - len(own) if turns else 0):
        yield turns[number % len(turns)], texts[(number + number // len(turns)) % len(texts)]


def _is_fault(line: str) -> bool:
    # A host that is none of ours is refused by an exception, which is written down without it.
    return '"exception"' in line and '"django.security' not in line
