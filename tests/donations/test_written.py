"""Amounts and ways to pay as people read them."""

import pytest
from django.utils import translation

from donations.in_words import in_words
from donations.money import Money
from donations.written import provider_name, written, written_apart, written_in_text

FIFTY = Money.of(5000, "EUR")


@pytest.mark.parametrize(("language", "text"), [("en", "1,000.50\xa0EUR"), ("fr", "1\u202f000,50\xa0EUR")])
def test_an_amount_is_written_as_the_reader_writes_it(language, text):
    with translation.override(language):
        assert written(Money.of(100050, "EUR")) == text


def test_without_a_language_an_amount_is_written_in_english():
    with translation.override(None):
        assert written(FIFTY) == "50.00\xa0EUR"


def test_an_amount_in_an_arabic_sentence_keeps_its_own_direction():
    with translation.override("ar"):
        assert written_in_text(FIFTY) == in_words(FIFTY) == "\u206850.00\xa0EUR\u2069"
    with translation.override("en"):
        assert written_in_text(FIFTY) == in_words(FIFTY) == "50.00\xa0EUR"


def test_amounts_side_by_side_keep_their_own_direction_in_every_language():
    assert written_apart(FIFTY) == "\u206850.00\xa0EUR\u2069"


def test_a_way_to_pay_without_a_name_is_called_as_the_ledger_calls_it():
    assert provider_name("bank_transfer") == "Bank transfer"
    assert provider_name("somebody") == "somebody"
