"""Woven pictures for stories without a portrait: each code gives one cloth, always the same one.

The cloth is drawn the way a weaver plans it: a threading, a treadling and a tie-up say at each crossing which
strand lies on top (a four-shaft draft). All choices come from the SHA-256 of the code; nothing about a person
goes in, and nothing about one can be read out of it.
"""

from dataclasses import dataclass
from hashlib import sha256

COLUMNS, ROWS = 24, 16
CELL = 4
SHAFTS = 4
# Tie-ups that give calm cloth: no strand floats over more than three others.
TIE_UPS = ("0011", "0110", "0101", "0111", "0001")


@dataclass(frozen=True)
class Shape:
    """One path: its colour class (c0 is the ground, c1 to c5 the yarns) and its SVG path data."""

    name: str
    path: str


@dataclass(frozen=True)
class Artwork:
    """A finished cloth: the SVG view box in its own units, and the shapes from the bottom to the top."""

    view_box: str
    shapes: tuple[Shape, ...]


class Choices:
    """An endless row of small numbers that depend on the code alone."""

    def __init__(self, code: str):
        self._bits = int.from_bytes(
            sha256(code.encode()).digest() + sha256(b"more:" + code.encode()).digest(), "big"
        )

    def below(self, limit: int) -> int:
        """Return the next number from 0 up to, not including, `limit`."""
        self._bits, number = divmod(self._bits, limit)
        return number


def weave(code: str) -> Artwork:
    """Return the artwork of a code. Pure: the same code gives the same cloth, on every machine."""
    choices = Choices(code)
    warp = _stripes(choices, COLUMNS, ("c1", "c2", "c1", "c3"))
    weft = _stripes(choices, ROWS, ("c3", "c5", "c2", "c4"))
    threading, treadling = _walk(choices, COLUMNS), _walk(choices, ROWS)
    tie_up = _tie_up(choices)
    paths: dict[tuple[int, str], list[str]] = {}
    for column, name in enumerate(warp):
        paths.setdefault((0, name), []).append(f"M{column * CELL} 0h{CELL}v{ROWS * CELL}h-{CELL}z")
    for row, name in enumerate(weft):
        on_top = [tie_up[treadling[row]][shaft] == "1" for shaft in threading]
        for start, length in _runs(on_top):
            data = f"M{start * CELL} {row * CELL}h{length * CELL}v{CELL}h-{length * CELL}z"
            paths.setdefault((1, name), []).append(data)
    shapes = tuple(Shape(name, "".join(data)) for (_, name), data in sorted(paths.items()))
    return Artwork(f"0 0 {COLUMNS * CELL} {ROWS * CELL}", shapes)


def _stripes(choices: Choices, count: int, colours: tuple[str, ...]) -> list[str]:
    """Return the colour of each strand: stripes of one to five, mirrored in the middle."""
    half: list[str] = []
    while len(half) < count // 2:
        half += [colours[choices.below(len(colours))]] * (1 + choices.below(5))
    half = half[: count // 2]
    return half + half[::-1]


def _walk(choices: Choices, count: int) -> list[int]:
    """Return the shaft of each strand: neighbours lie on neighbouring shafts, mirrored in the middle."""
    shaft, half = choices.below(SHAFTS), []
    direction = 1
    for _ in range(count // 2):
        half.append(shaft)
        if choices.below(4) == 0:
            direction = -direction
        shaft = (shaft + direction) % SHAFTS
    return half + half[::-1]


def _tie_up(choices: Choices) -> list[str]:
    """Return which shafts each treadle lifts: one pattern, turned by one shaft from treadle to treadle."""
    pattern = TIE_UPS[choices.below(len(TIE_UPS))]
    return [pattern[turn:] + pattern[:turn] for turn in range(SHAFTS)]


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Return (start, length) of each unbroken run of true flags."""
    runs: list[tuple[int, int]] = []
    for position, flag in enumerate(flags):
        if not flag:
            continue
        if runs and sum(runs[-1]) == position:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((position, 1))
    return runs
