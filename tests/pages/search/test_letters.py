"""Words count as the same however they are written."""

import pytest

from campaign_site.pages.search.letters import fold, folded_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Réfugiée", "refugiee"),
        ("NIÑOS", "ninos"),
        ("Straße", "strasse"),
        ("مُحَمَّد", "محمد"),
        ("أسرة", "اسره"),
        ("إيواء", "ايواء"),
        ("مـــهاجر", "مهاجر"),
        ("مستشفى", "مستشفي"),
        ("ﬁshing", "fishing"),
        ("co\u00adoperate", "cooperate"),
    ],
)
def test_two_ways_to_write_a_word_are_one(one, other):
    assert fold(one) == fold(other)


def test_words_are_letters_and_digits_and_nothing_else():
    assert folded_words("L'été—à 25% ⑴ a_b ﷺ \u202e'x'") == [
        "l", "ete", "a", "25", "1", "a", "b", "صلي", "الله", "عليه", "وسلم", "x",
    ]  # fmt: skip


def test_signs_that_mean_something_to_a_database_are_no_part_of_a_word():
    every = "".join(map(chr, range(0x20, 0x3000)))
    assert not set("".join(folded_words(every))) & set("'\"\\:*()&|!<>-_\ue000 ")
