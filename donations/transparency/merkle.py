"""A Merkle tree whose nodes also carry what lies below them in sum. Pure.

Leaves and inner nodes are hashed apart, and the tree leans to the left, as in RFC 6962, 2.1 and 2.1.1; a proof is
checked as in RFC 9162, 2.1.3.2. Each inner node hashes the sums of both its sides too: whoever proves that a gift
is in the tree has proved that it is in the sum at the root. Sums are integers, never below nothing: a side cannot
take away what the other one gives.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEAF, INNER = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Node:
    """A node: SHA-256 in hexadecimal digits, and the sums below it by name (programme and currency)."""

    hash: str
    sums: Mapping[str, int] = field(default_factory=dict)


# RFC 6962: the hash of an empty tree is that of an empty text.
EMPTY = Node(hashlib.sha256().hexdigest())


def canonical(value: object) -> str:
    """Return the one way in which a value is written that is hashed or signed: JSON, sorted, ASCII, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def leaf(content: Mapping[str, object], sums: Mapping[str, int]) -> Node:
    """Return the leaf for `content`, in which nobody can guess: it holds a random salt."""
    return Node(_hash(LEAF, content), {name: minor for name, minor in sums.items() if minor})


def join(left: Node, right: Node) -> Node:
    """Return the node above two others."""
    sums = dict(left.sums)
    for name, minor in right.sums.items():
        sums[name] = sums.get(name, 0) + minor
    return Node(_hash(INNER, [left.hash, left.sums, right.hash, right.sums]), sums)


def root(nodes: Iterable[Node]) -> Node:
    """Return the node above all of them; they are taken one by one, and few are held at a time."""
    waiting: list[tuple[int, Node]] = []
    for node in nodes:
        waiting.append((1, node))
        while len(waiting) > 1 and waiting[-1][0] == waiting[-2][0]:
            (size, right), (_size, left) = waiting.pop(), waiting.pop()
            waiting.append((2 * size, join(left, right)))
    if not waiting:
        return EMPTY
    above = waiting.pop()[1]
    while waiting:
        above = join(waiting.pop()[1], above)
    return above


def path(nodes: Sequence[Node], index: int) -> list[Node]:
    """Return what stands beside the way from one of the nodes up to their root, the nearest first.

    Raises IndexError for one that is not there.
    """
    if not 0 <= index < len(nodes):
        raise IndexError("no such leaf")
    if len(nodes) == 1:
        return []
    left = 1 << ((len(nodes) - 1).bit_length() - 1)
    if index < left:
        return [*path(nodes[:left], index), root(nodes[left:])]
    return [*path(nodes[left:], index - left), root(nodes[:left])]


def climb(node: Node, index: int, count: int, beside: Iterable[Node]) -> Node:
    """Return the root to which a leaf leads that is number `index`, from 0, of `count`.

    Raises ValueError where there is no such way.
    """
    if not 0 <= index < count:
        raise ValueError("there is no such leaf")
    last = count - 1
    for other in beside:
        if last == 0:
            raise ValueError("the way is too long")
        if index & 1 or index == last:
            node = join(other, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = join(node, other)
        index, last = index >> 1, last >> 1
    if last:
        raise ValueError("the way is too short")
    return node


def _hash(prefix: bytes, value: object) -> str:
    return hashlib.sha256(prefix + canonical(value).encode()).hexdigest()
