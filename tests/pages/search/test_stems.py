"""The forms of a word have one stem."""

import pytest

from campaign_site.pages.search.letters import fold
from campaign_site.pages.search.stems import stem


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "harvest harvests harvested harvesting"),
        ("en", "traffic trafficked trafficking"),
        ("en", "country countries"),
        ("en", "class classes"),
        ("fr", "réfugié réfugiée réfugiés réfugiées refugie"),
        ("fr", "exploiter exploité exploitées exploitation"),
        ("es", "explotación explotaciones explotacion"),
        ("es", "mujer mujeres"),
        ("es", "niño niña niños niñas"),
        ("ar", "مهاجر المهاجر المهاجرين والمهاجرون المهاجرات"),
        ("ar", "بشر البشر بالبشر"),
    ],
)
def test_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(fold(form), language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "bring bed red bus"), ("fr", "mer fer bas"), ("es", "mar ser mes"), ("ar", "الم وقت")],
)
def test_short_words_keep_what_they_are(language, words):
    assert [stem(fold(word), language) for word in words.split()] == words.split()


def test_a_number_and_another_language_have_no_endings():
    assert stem("2000", "en") == "2000"
    assert stem("huizen", "nl") == "huizen"
