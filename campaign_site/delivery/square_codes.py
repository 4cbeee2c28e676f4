"""Square codes that a camera reads, as the data of one SVG path: templates draw them inline, without a style."""

from collections.abc import Iterable
from dataclasses import dataclass

QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class SquareCode:
    """A code to draw: `path` is the data of one SVG path, `size` the side of its view box."""

    path: str
    size: int


def drawing(matrix: Iterable[Iterable[int]]) -> SquareCode:
    """Return the drawing of a code's rows, in which 1 is dark, with the quiet zone of ISO/IEC 18004 around it."""
    rows = [bytes(row) for row in matrix]
    squares = (
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return SquareCode(path="".join(squares), size=len(rows) + 2 * QUIET_ZONE)
