"""Puts naughty strings into the places of requests, always the same ones; says what is wrong with the answers."""

import random
from collections.abc import Sequence
from zlib import crc32

from tests.naughty.judging import faults_of, written_down
from tests.naughty.places import places_of
from tests.naughty.strings import MARK, strings
from tests.naughty.wire import Request, Wire

STRINGS = strings()


def try_out(
    name: str, asked: Sequence[Request], wire: Wire, count: int, *, with_headers: bool = False
) -> list[str]:
    """Send `count` requests made from those of an address; return each fault: where, with which string, what.

    Places take turns, and so do strings: which belong together depends on the name alone.
    """
    chance = random.Random(crc32(name.encode()))
    faults = []
    with written_down() as log:
        places = [place for request in asked for place in places_of(request, wire, with_headers=with_headers)]
        if not places:
            return []
        chance.shuffle(places)
        texts = chance.sample(STRINGS, len(STRINGS))
        sent = 0
        for number in range(count):
            place, text = places[number % len(places)], texts[(number + number // len(places)) % len(texts)]
            if (request := place.put(text)) is None:
                continue
            sent += 1
            faults += [f"{name}, {place.name}, {text[:60]!r}: {fault}" for fault in faults_of(wire.ask(request))]
    faults += [f"{name}: written down: {line[:300]}" for line in log if MARK in line or _is_fault(line)]
    return faults


def _is_fault(line: str) -> bool:
    # A host that is none of ours is refused by an exception, which is written down without it.
    return '"exception"' in line and '"django.security' not in line
