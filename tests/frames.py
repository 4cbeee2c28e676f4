"""Room for the frames of all that a test calls, in one piece of memory.

CPython keeps them in pieces of 16 KB (from 3.11 on). Where the end of a piece lies within a loop, each call beyond
it has the system give memory and take it back, thousands of times a second: an eighth of a request's time.
"""

from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
# Pointers, so half a megabyte. As much again is left for others: a piece is a power of two.
LARGE = 1 << 16


def in_one_piece(act: Callable[[], Answer]) -> Answer:
    """Return what `act` returns."""
    return act()


# The piece that holds a frame is as large as the frame asks for, and whatever it calls follows in there.
in_one_piece.__code__ = in_one_piece.__code__.replace(co_stacksize=LARGE)
