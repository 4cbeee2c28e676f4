"""What is typed into public forms can be shown, stored and written back."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.delivery.forms.typed_text import plain_lines, plain_text, typed_digits, writable


@pytest.mark.parametrize(
    "code", [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
def test_attacker_turns_no_text_and_hides_no_control(code):
    with pytest.raises(ValidationError):
        plain_text(f"Ada{chr(code)}")


@pytest.mark.parametrize("text", ["Ada", "عبد\u200e الله", "עברית\u200f", "\u061cمحمد", "محمد\u200cرضا", "😀"])
def test_what_keyboards_write_is_taken(text):
    plain_text(text)


def test_lines_may_end():
    plain_lines("one\n\ttwo")
    with pytest.raises(ValidationError):
        plain_lines("one\rtwo")


def test_halves_of_characters_are_replaced():
    sent = QueryDict(mutable=True)
    sent.setlist("name", ["a\ud800b", "😀"])
    assert writable(sent).getlist("name") == ["a\ufffdb", "😀"]
    assert sent.getlist("name") == ["a\ud800b", "😀"]


@pytest.mark.parametrize("typed", ["12 34", "12-34", "\u200f١٢٣٤\u200e", "۱۲۳۴", "1２३4", " 1234\n"])
def test_a_code_is_read_in_the_digits_of_any_script(typed):
    assert typed_digits(typed) == "1234"


@given(st.text(max_size=300))
def test_reading_digits_never_fails_and_returns_ascii_digits(typed):
    assert re.fullmatch(r"[0-9]*", typed_digits(typed))
