"""Woven pictures for stories without a portrait: each code gives one cloth, always the same one.

The cloth is drawn the way a weaver plans it: a threading, a treadling and a tie-up say at each crossing which
strand lies on top (a four-shaft draft). All choices come from the SHA-256 of the code; nothing about a person
goes in, and nothing about one can be read out of it.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

COLUMNS, ROWS = 30, 20
SHAFTS = 4
# Twills only: in plain weave no strand is longer than a dot, and the cloth looks restless.
TIE_UPS = ("0011", "0011", "0111", "0001")
GROUNDS = (("c1", "c2"), ("c1", "c3"), ("c2", "c3"), ("c2", "c1"), ("c3", "c2"))


@dataclass(frozen=True)
class Shape:
    """One path: its colour class (c1 to c5 are the yarns, c0 the ground behind them) and its SVG path data.

    A path is the middle line of the strands, in cells; the stylesheet gives it its width and round ends.
    """

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


@lru_cache(512)
def weave(code: str, columns: int = COLUMNS, rows: int = ROWS) -> Artwork:
    """Return the artwork of a code. Pure: the same code and size give the same cloth, on every machine.

    `columns` and `rows` are numbers of strands, even and at least 10: few where the picture is small.
    """
    choices = Choices(code)
    main, second = GROUNDS[choices.below(len(GROUNDS))]
    warp, weft = _stripes(choices, columns, main, second), _stripes(choices, rows, second, "c3")
    threading, treadling = _walk(choices, columns), _walk(choices, rows)
    tie_up = _tie_up(choices)
    is_weft = [[tie_up[treadle][shaft] == "1" for shaft in threading] for treadle in treadling]
    paths: dict[str, list[str]] = {}
    for column, name in enumerate(warp):
        runs = _runs([not row[column] for row in is_weft])
        paths.setdefault(name, []).append(_strand(runs, f"M{column} {{}}", "m0 {}", "v{}"))
    for row, name in enumerate(weft):
        runs = _runs(is_weft[row])
        paths.setdefault(name, []).append(_strand(runs, f"M{{}} {row}", "m{} 0", "h{}"))
    shapes = tuple(Shape(name, "".join(data)) for name, data in sorted(paths.items()))
    return Artwork(f"-.5 -.5 {columns} {rows}", shapes)


def _strand(runs: list[tuple[int, int]], first: str, step: str, line: str) -> str:
    """Return one strand as path data: a line for each run in which it lies on top."""
    data, position = "", None
    for start, length in runs:
        data += first.format(start) if position is None else step.format(start - position)
        data += line.format(length - 1)
        position = start + length - 1
    return data


def _stripes(choices: Choices, count: int, main: str, second: str) -> list[str]:
    """Return the colour of each strand, mirrored: two quiet ones in stripes, one warm, one of sand."""
    half: list[str] = []
    while len(half) < count // 2:
        half += [main] * (2 + choices.below(5)) + [second] * (1 + choices.below(3))
    half = half[: count // 2]
    warm = choices.below(len(half))
    half[warm] = "c4"
    half[(warm + 2 + choices.below(len(half) - 4)) % len(half)] = "c5"
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
