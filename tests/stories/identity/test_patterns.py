"""What gives anybody away is noticed, and what stories, amounts and years look like is let pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.identity import letters, patterns

GIVES_AWAY = {
    patterns.PHONE: ["call +41 22 717 9111", "0772 123456", "٠٧٧٢ ١٢٣ ٤٥٦", "00256772123456", "(022) 717 91 11"],
    patterns.MAIL: ["a.b@example.org", "amina (at) example (dot) org", "amina[at]example.org"],
    patterns.DATE: [
        "12 March 2019", "March 12, 2019", "12.03.2019", "2019-03-12", "3/4/19", "le 1er mars 2019", "5 de mayo",
        "١٢ مارس ٢٠١٩", "12 آذار 2019", "15 رمضان 1440", "12 марта 2019 года", "on May 5", "12 كانون الثاني",
    ],
    patterns.TOWN: [
        "I was 17 when they took me from Mbale.", "A 16-year-old girl from Kano", "17 ans, venue de Bamako",
        "tenía 15 años en Tegucigalpa", "كان عمري 17 في مدينة حلب", "I was seventeen, near Port Harcourt",
    ],
    patterns.HANDLE: ["she wrote to @amina_k", "instagram.com/amina", "https://t.me/amina"],
    patterns.COORDINATES: ["0.3476, 32.5825", "12°34′56″ N", "https://maps.app.goo.gl/abc", "6GCRPR6C+24"],
    patterns.PASSPORT: ["passport No. 123456789", "AB1234567", "جواز سفر رقم 1234567", "P<UGA"],
}  # fmt: skip
LETS_PASS = [
    "between 2014 and 2019, 2014-2019", "1,000,000 people", "10 000 000", "24 hours a day, 7 days a week",
    "I was 15 when I left. I liked Kampala.", "17 in Italy, 19 in Europe", "version 1.2.3", "A4 paper",
    "3.5 per cent of 1200", "15 may have died", "in March we left", "from 8 to 17", "room 12, floor 3",
    "the price was 1500.50", "كان عمري 17 وكنت خائفة", "على الساعة 5", "we were 12 women in one room",
    "€ 1 500 000", "page 12/13", "after 12 marches we slept", "a 17-year-old from Uganda", "[age] in [city]",
    "she was 17 in January",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in GIVES_AWAY.items() for text in texts])
def test_it_is_noticed(kind, text):
    assert kind in {found.kind for found in patterns.find(letters.clean(text))}


@pytest.mark.parametrize("text", LETS_PASS)
def test_it_is_let_pass(text):
    assert list(patterns.find(letters.clean(text))) == []


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_no_text_breaks_it(text):
    list(patterns.find(letters.clean(text)))


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "1 " * 10_000, "a@" * 10_000, "12 " + "may " * 9_000, "A-" * 9_000]
)
def test_no_text_keeps_it_busy(text):
    assert len(list(patterns.find(letters.clean(text)))) < 20_000
