"""Whoever alters, cuts, lengthens or moves sealed bytes gets nothing out of them."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.consent.envelope import KEY_BYTES, OVERHEAD, Unreadable, derive, new_key, seal, unseal
from stories.consent.frames import FRAME_BYTES, WrongSize, seal_frames, sealed_size, unseal_frames

keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
TRIES = 1_000


def opened(key, sealed, context) -> bool:
    try:
        unseal(key, sealed, context)
    except Unreadable:
        return False
    return True


@given(keys, st.binary(max_size=300), st.text(max_size=60))
def test_what_was_sealed_comes_back_for_its_key_and_place(key, plain, context):
    sealed = seal(key, plain, context)
    assert len(sealed) == len(plain) + OVERHEAD
    assert unseal(key, sealed, context) == plain
    assert unseal(key, memoryview(sealed), context) == plain


@given(keys, keys, st.binary(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_other_key_and_no_other_place_opens_it(key, other, plain, context, elsewhere):
    sealed = seal(key, plain, context)
    assert opened(other, sealed, context) == (other == key)
    assert opened(key, sealed, elsewhere) == (elsewhere == context)


@given(keys, st.binary(max_size=200))
def test_bytes_that_nobody_sealed_do_not_open(key, noise):
    assert not opened(key, noise, "names")


def test_none_of_three_thousand_altered_or_swapped_ciphertexts_is_accepted():
    chance = random.Random(7)
    people = [(new_key(), f"person {number}") for number in range(20)]
    parts = ("names", "contact", "match_terms")
    sealed = {
        (person, part): seal(key, f"{person} lives in the third house".encode(), f"{person}|{part}")
        for key, person in people
        for part in parts
    }
    accepted = 0

    for _try in range(TRIES):  # one bit is flipped
        key, person = chance.choice(people)
        part = chance.choice(parts)
        altered = bytearray(sealed[person, part])
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        accepted += opened(key, bytes(altered), f"{person}|{part}")
    for _try in range(TRIES):  # it is put in the place of another person's, or of another part
        key, person = chance.choice(people)
        part = chance.choice(parts)
        other = chance.choice([place for place in sealed if place != (person, part)])
        accepted += opened(key, sealed[other], f"{person}|{part}")
    for _try in range(TRIES):  # it is cut off or lengthened, at either end
        key, person = chance.choice(people)
        part = chance.choice(parts)
        whole, count = sealed[person, part], chance.randrange(1, 40)
        longer = chance.randbytes(count)
        altered = chance.choice([whole[:-count], whole[count:], whole + longer, longer + whole])
        accepted += opened(key, altered, f"{person}|{part}")

    assert accepted == 0
    assert all(opened(key, sealed[person, part], f"{person}|{part}") for key, person in people for part in parts)


def test_the_same_words_are_never_sealed_alike():
    key = new_key()
    assert len({seal(key, b"Amina", "names")[:12] for _number in range(TRIES)}) == TRIES


def test_what_went_wrong_says_nothing_of_what_was_sealed():
    sealed = seal(new_key(), b"Amina Yusuf", "names")
    with pytest.raises(Unreadable) as refused:
        unseal(new_key(), sealed, "names")
    assert refused.value.args == ("sealed bytes cannot be opened here",)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_key_of_another_size_is_refused(size):
    with pytest.raises(ValueError, match="32 bytes"):
        seal(bytes(size), b"", "")
    with pytest.raises(ValueError, match="32 bytes"):
        unseal(bytes(size), bytes(40), "")


@given(keys, st.text(max_size=20), st.text(max_size=20))
def test_each_purpose_has_a_key_of_its_own(key, one, other):
    assert (derive(key, one) == derive(key, other)) == (one == other)
    assert derive(key, one) != key


# Frames


def cut(content: bytes, lengths: list[int]):
    """Return the content in chunks of these lengths and a last one with the rest."""
    chunks, position = [], 0
    for length in lengths:
        chunks.append(content[position : position + length])
        position += length
    return [*chunks, content[position:]]


def read_from(sealed: bytes):
    position = 0

    def read(count: int) -> bytes:
        nonlocal position
        part = sealed[position : position + count]
        position += len(part)
        return part

    return read


@pytest.mark.parametrize("size", [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 2 * FRAME_BYTES, 2_500_000])
@pytest.mark.parametrize("lengths", [[], [1, 0, 7], [FRAME_BYTES], [FRAME_BYTES + 1], [700_000, 700_000]])
def test_file_comes_back_however_it_came_in(size, lengths):
    key, content = new_key(), random.Random(size).randbytes(size)

    frames = list(seal_frames(key, cut(content, lengths), size, "file"))

    assert sum(map(len, frames)) == sealed_size(size)
    assert max(map(len, frames)) <= FRAME_BYTES + OVERHEAD
    assert b"".join(unseal_frames(key, read_from(b"".join(frames)), size, "file")) == content


@pytest.mark.parametrize("announced", [0, 9, 11, 3 * FRAME_BYTES])
def test_file_of_another_size_than_announced_is_refused(announced):
    with pytest.raises(WrongSize):
        list(seal_frames(new_key(), [b"0123456789"], announced, "file"))


def test_no_frame_is_dropped_doubled_swapped_or_cut_off():
    key, size = new_key(), 3 * FRAME_BYTES + 5
    one, two, three, four = seal_frames(key, [random.Random(1).randbytes(size)], size, "file")
    shorter = list(seal_frames(key, [bytes(2 * FRAME_BYTES)], 2 * FRAME_BYTES, "file"))

    for altered, claimed in [
        ([two, one, three, four], size),
        ([one, one, three, four], size),
        ([one, two, four], size),
        ([one, two, three], size),
        ([one, two, three], 3 * FRAME_BYTES),
        ([one, two, three, four, four], size),
        ([one, two, three, four[:-1]], size),
        ([one, two, three, four + b"x"], size),
        ([shorter[0], two, three, four], size),
        ([], size),
        ([], 0),
    ]:
        with pytest.raises(Unreadable):
            list(unseal_frames(key, read_from(b"".join(altered)), claimed, "file"))
