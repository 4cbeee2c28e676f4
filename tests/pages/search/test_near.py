"""What somebody may have meant is made from what they typed."""

import pytest

from campaign_site.pages.search.near import MOST_CANDIDATES, near


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("harvst", "harvest"),
        ("harrvest", "harvest"),
        ("havrest", "harvest"),
        ("harwest", "harvest"),
        ("traficcing", "trafficking"),
        ("recieve", "receive"),
        ("المهاجرن", "المهاجرين"),
        ("المهاحر", "المهاجر"),
    ],
)
def test_the_word_that_was_meant_is_among_them(typed, meant):
    assert meant in near(typed)


@pytest.mark.parametrize("word", ["", "abc", "x" * 21, "25000", "abc4d", "a b c"])
def test_nothing_is_guessed_of_short_long_or_numbered_words(word):
    assert near(word) == []


@pytest.mark.parametrize("word", ["sickeningness", "eeeeeeeeeeeeeeeeeeee", "ياياياياياياياياياي", "слово"])
def test_their_number_is_bounded_and_the_word_itself_is_none(word):
    candidates = near(word)
    assert 100 < len(candidates) <= MOST_CANDIDATES
    assert word not in candidates
    assert len(set(candidates)) == len(candidates)
