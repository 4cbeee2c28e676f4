"""What can be a first name: in every script, and nothing that is a message."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.movement.models import MovementSettings
from campaign_site.movement.names import LONGEST, is_name, may_be_shown, tidy

NAMES = [
    "Ama", "Élodie", "Nguyễn", "Ngũgĩ", "Jean-Luc", "O’Brien", "D'Arcy", "J. R.", "Gal·la", "Ọláolúwa", "ʻIolani",
    "Ñusta", "Żółw", "Björk", "Iñupiaq", "María José", "Þóra", "Łukasz", "Çağla", "Ş", "X",
    "أمينة", "مُحَمَّد", "عبد الله", "محمد‌رضا", "فاطمة", "ሰላም", "Олена", "Ангеліна", "Νεφέλη", "დავით", "Արմեն",
    "अमिता", "क्षितिज", "சரண்யா", "มานะ", "น้ำฝน", "ကျော်", "ភក្ដី", "ལྷ་མོ"[:2], "明", "さくら", "マリア・ルイサ", "지민",
    "שָׁרוֹן", "ǃXóõ", "Ⲁⲛⲛⲁ", "ߊߡߌߣߊ",
]  # fmt: skip
NOT_NAMES = [
    "", " ", "-", "'", ".", "·Ama", "Ama2", "055 123 45", "٠٥٥", "evil.example", "www.evil.example", "a@b.example",
    "<b>Ama</b>", "Ama & co", "Ama/Kofi", "Ama_", "Ama!", "“Ama”", "Ama;", "={1+1}", "+Ama", "💙", "Ama 💙", "☎",
    "\u3164", "\u3164\u3164", "\u200b", "\u200d", "A\u200b", "\u202eamA", "Ama\x00", "Ama\x07", "\ufffd",
    "\ufeffAma", "A" + "\u0301" * 6, "\u0301", "A" * (LONGEST + 1), "ﷺ" * 3, "Ama..", "Am.a", "Ama\u200c",
    "²", "①", "🅰", "\u2800",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_people_write_their_name_in_their_own_script(name):
    assert is_name(tidy(name))


@pytest.mark.parametrize("text", NOT_NAMES)
def test_a_message_a_number_or_a_drawing_is_no_name(text):
    assert not is_name(tidy(text))


def test_a_name_has_one_spelling():
    assert tidy("  Jose\u0301 \n  Luis ") == "José Luis"
    assert tidy("𝓐𝓶𝓪") == tidy("Ａｍａ") == "Ama"


@given(st.text(max_size=60))
def test_whatever_is_typed_a_name_shows_only_what_can_be_read(text):
    name = tidy(text)
    assert tidy(name) == name
    if is_name(name):
        assert 0 < len(name) <= LONGEST
        assert not any(unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn", "Nd", "So"} for char in name)
        assert "@" not in name and "/" not in name and "<" not in name


@pytest.mark.parametrize("name", ["Ama", "María José", "عبد الله", "Jean-Luc"])
def test_a_name_of_one_or_two_words_may_be_shown(name):
    assert may_be_shown(name)


def test_letters_that_say_more_than_a_name_are_counted_and_not_shown():
    message = "Samira lives near the port"
    assert is_name(message) and not may_be_shown(message)
    assert MovementSettings(shows_names=True).shown_of(["Ama", message]) == ["Ama"]
