"""The tree: every leaf is proved, no other is, and whoever changes a sum on the way does not arrive."""

import hashlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.transparency.merkle import EMPTY, Node, canonical, climb, join, leaf, path, root


def leaves(minors) -> list[Node]:
    """A leaf for each amount, in two currencies by turns."""
    return [
        leaf({"number": number, "salt": "s"}, {"a/EUR" if number % 2 else "a/JPY": minor})
        for number, minor in enumerate(minors)
    ]


minors = st.lists(st.integers(0, 10**9), min_size=1, max_size=70)


@given(minors)
def test_every_leaf_is_proved(amounts):
    nodes = leaves(amounts)
    top = root(nodes)
    for index, node in enumerate(nodes):
        assert climb(node, index, len(nodes), path(nodes, index)) == top


@given(minors)
def test_the_root_holds_the_sums_of_all_leaves(amounts):
    assert sum(root(leaves(amounts)).sums.values()) == sum(amounts)


@given(minors, st.data())
def test_forger_of_a_leaf_does_not_arrive(amounts, data):
    nodes = leaves(amounts)
    index = data.draw(st.integers(0, len(nodes) - 1))
    forged = leaf({"number": index, "salt": "forged"}, nodes[index].sums)
    assert climb(forged, index, len(nodes), path(nodes, index)) != root(nodes)


@given(minors, st.data())
def test_forger_of_a_sum_beside_the_way_does_not_arrive(amounts, data):
    nodes = leaves([*amounts, 1])
    index = data.draw(st.integers(0, len(nodes) - 1))
    beside = path(nodes, index)
    place = data.draw(st.integers(0, len(beside) - 1))
    beside[place] = replace(beside[place], sums={**beside[place].sums, "a/EUR": 10**10})
    assert climb(nodes[index], index, len(nodes), beside).hash != root(nodes).hash


@given(minors, st.data())
def test_a_leaf_is_proved_in_its_own_place_only(amounts, data):
    nodes = leaves(amounts)
    index, other = (data.draw(st.integers(0, len(nodes) - 1)) for _ in range(2))
    if index == other:
        return
    with suppress(ValueError):  # the way has another length there
        assert climb(nodes[index], other, len(nodes), path(nodes, index)) != root(nodes)


@given(minors, st.integers(0, 5))
def test_nodes_over_a_power_of_two_of_leaves_make_the_same_tree(amounts, power):
    nodes, size = leaves(amounts), 2**power
    chunks = [root(nodes[start : start + size]) for start in range(0, len(nodes), size)]
    assert root(chunks) == root(nodes)
    for index in range(len(nodes)):
        chunk, place = divmod(index, size)
        own = nodes[chunk * size : (chunk + 1) * size]
        assert [*path(own, place), *path(chunks, chunk)] == path(nodes, index)


@pytest.mark.parametrize("index", [-1, 3, 4])
def test_a_leaf_that_is_not_there_is_refused(index):
    nodes = leaves([1, 2, 3])
    with pytest.raises(IndexError):
        path(nodes, index)
    with pytest.raises(ValueError, match="no such leaf"):
        climb(nodes[0], index, 3, [])


@pytest.mark.parametrize("change", [lambda way: way[:-1], lambda way: [*way, Node("0" * 64)], lambda way: []])
def test_a_way_of_another_length_is_refused(change):
    nodes = leaves(range(5))
    with pytest.raises(ValueError, match="the way is too"):
        climb(nodes[0], 0, 5, change(path(nodes, 0)))


def test_leaves_and_inner_nodes_are_hashed_apart_as_in_rfc_6962():
    one, two = leaf({"a": 1}, {}), leaf({"b": 2}, {"p/EUR": 5})
    assert one.hash == hashlib.sha256(b'\x00{"a":1}').hexdigest()
    inside = canonical([one.hash, {}, two.hash, {"p/EUR": 5}]).encode()
    assert join(one, two).hash == hashlib.sha256(b"\x01" + inside).hexdigest()
    assert EMPTY.hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" and root([]) == EMPTY


def test_a_number_that_is_none_is_never_hashed():
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
