"""Seals a long file in frames of one megabyte, so that sealing and opening never hold all of it in memory. Pure.

Each frame is bound to its position and to the length of the whole: a frame that is dropped, doubled, swapped or
cut off is noticed before anything of it is given out.
"""

from collections.abc import Callable, Iterable, Iterator

from stories.consent.envelope import OVERHEAD, Unreadable, seal, unseal

FRAME_BYTES = 1024 * 1024


class WrongSize(ValueError):
    """The bytes that came are fewer or more than were announced."""


def sealed_size(size: int) -> int:
    """Return how many bytes a file of this size has once it is sealed."""
    return size + _count(size) * OVERHEAD


def seal_frames(key: bytes, chunks: Iterable[bytes], size: int, context: str) -> Iterator[bytes]:
    """Yield the sealed frames of a file of `size` bytes that comes in chunks of any length. Raises WrongSize."""
    index, waiting, seen = 0, bytearray(), 0
    for chunk in chunks:
        seen += len(chunk)
        if seen > size:
            raise WrongSize("more bytes than announced")
        waiting += chunk
        while len(waiting) > FRAME_BYTES:
            yield seal(key, bytes(waiting[:FRAME_BYTES]), _place(context, index, size))
            del waiting[:FRAME_BYTES]
            index += 1
    if seen < size:
        raise WrongSize("fewer bytes than announced")
    yield seal(key, bytes(waiting), _place(context, index, size))


def unseal_frames(key: bytes, read: Callable[[int], bytes], size: int, context: str) -> Iterator[bytes]:
    """Yield the plain frames; `read(n)` returns the next n sealed bytes. Raises Unreadable."""
    left = size
    for index in range(_count(size)):
        length = min(left, FRAME_BYTES)
        yield unseal(key, read(length + OVERHEAD), _place(context, index, size))
        left -= length
    if read(1):
        raise Unreadable("more bytes than were sealed")


def _count(size: int) -> int:
    return max(1, -(-size // FRAME_BYTES))


def _place(context: str, index: int, size: int) -> str:
    return f"{context}|{index}|{size}"
