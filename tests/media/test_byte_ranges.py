"""Which part of a file a Range header asks for (RFC 9110, section 14.1.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.media.byte_ranges import Part, Unsatisfiable, find_part


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 99)),
        ("bytes=0-0", (0, 0)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-1000", (90, 99)),
        ("bytes=99-", (99, 99)),
        ("bytes=-1", (99, 99)),
        ("bytes=-1000", (0, 99)),
        ("Bytes=5-6", (5, 6)),
        (" bytes=5-6 ", (5, 6)),
    ],
)
def test_a_single_range_is_found(header, part):
    assert find_part(header, 100) == Part(*part)


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=9-5", "bytes=a-b", "bytes=0-5,10-15", "items=0-5", "bytes=0--5",
     "bytes=٣-٥", "bytes=0-" + "9" * 5000, "bytes=+1-2", "bytes=0x1-2"],
)  # fmt: skip
def test_what_cannot_be_read_or_is_several_ranges_is_ignored(header):
    assert find_part(header, 100) is None


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_what_lies_behind_the_end_cannot_be_given(header):
    with pytest.raises(Unsatisfiable):
        find_part(header, 100)


def test_nothing_of_an_empty_file_can_be_given():
    for header in ("bytes=0-", "bytes=-5"):
        with pytest.raises(Unsatisfiable):
            find_part(header, 0)


@given(
    header=st.one_of(st.text(max_size=30), st.from_regex(r"bytes=\d{0,25}-\d{0,25}")), size=st.integers(0, 10**9)
)
def test_whatever_is_asked_a_part_lies_within_the_file(header, size):
    try:
        part = find_part(header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part.first <= part.last < size
