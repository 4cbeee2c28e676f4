"""How long and how many, where a sentence tells it: each such number is the one that the code obeys.

A number is written out, because each language says it in its own way. Whoever changes the constant is led here to
the sentences that tell it, in `templates/` and in each catalogue.
"""

import re
from datetime import timedelta

import pytest
from allauth.mfa import app_settings as mfa
from django.conf import settings

from campaign_site.about import forms as about_forms
from campaign_site.delivery import rate_limits
from campaign_site.media import pdf, scrub, sound, sound_encoder
from campaign_site.media.video import captions, encoder
from campaign_site.media.video import fields as videos
from campaign_site.movement import commitments, counting
from campaign_site.pages import weekly_chart
from donations import links
from donations import models as pledges
from donations.cards import guard
from donations.choices import LinkPurpose
from donations.receipts import numbers
from donations.statements import reading
from donations.tally_triggers import MONTHS_COUNTED
from stories.consent import access, codes
from stories.consent.models.consents import LONGEST_YEARS
from stories.desk import filters
from stories.note import tokens
from tests.site.test_catalogues import strings_of_the_source
from tests.site.tree import ROOT

MB = 1024 * 1024
WORDS = dict(
    zip(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(2, 13),
        strict=True,
    )
)
WORDS |= {"an": 1, "half a": 0.5, "half an": 0.5, "half": 0.5}
UNITS = {f"{unit}s": timedelta(**{f"{unit}s": 1}) for unit in ("second", "minute", "hour", "day", "week")}
TOLD = re.compile(
    rf"\b(?P<number>quarter of an|{'|'.join(sorted(WORDS, key=len, reverse=True))}|\d[\d,]*) "
    r"(?P<unit>second|minute|hour|day|week|month|year|MB|million pixel|people|character|digit|line|caption)s?\b",
    re.IGNORECASE,
)
EXIT_WAITS = int(re.search(r"const WAIT = (\d+);", (ROOT / "static/js/exit.js").read_text())[1])
# What each unit may count, as often as something is told in it: with what the constants say.
OBEYED = {
    "seconds": [timedelta(milliseconds=EXIT_WAITS)],
    "minutes": [
        timedelta(seconds=mfa.TOTP_PERIOD), settings.FRESH_SIGN_IN, rate_limits.WINDOW, tokens.REST,
        timedelta(seconds=sound_encoder.LONGEST_SECONDS),
        timedelta(seconds=encoder.LONGEST_SECONDS),
    ],
    "hours": [rate_limits.WINDOW, settings.SESSION_IDLE, settings.SESSION_LONGEST, guard.ONLY_TRANSFERS],
    "days": [
        timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT), pledges.CONFIRM_WITHIN, commitments.CONFIRM_WITHIN,
        links.LIFETIMES[LinkPurpose.THANKS], links.LIFETIMES[LinkPurpose.MANAGE],
        *(timedelta(days=number) for number, _label in filters.ENDS_WITHIN),
    ],
    "weeks": [timedelta(weeks=weekly_chart.WEEKS)],
    "months": [MONTHS_COUNTED],
    "years": [LONGEST_YEARS],
    "MBs": [
        size / MB
        for size in (scrub.MAX_BYTES, pdf.MAX_BYTES, sound.MAX_BYTES, videos.MAX_BYTES, reading.LARGEST)
    ],
    "million pixels": [scrub.MAX_PIXELS / 1_000_000],
    "people": [counting.LEAST],
    # ISO 9362: a BIC has eight or eleven.
    "characters": [
        11, access.LONGEST_REASON, about_forms.LONGEST, captions.MOST_CHARACTERS, captions.LONGEST_LINE,
    ],
    "lines": [captions.MOST_LINES],
    "captions": [captions.MOST_CUES],
    "digits": [mfa.TOTP_DIGITS, codes.DIGITS, numbers.LENGTH],
}  # fmt: skip


def told(text: str) -> list[tuple[str, object]]:
    """Return the numbers that a sentence tells, each as (unit, value)."""
    found = []
    for match in TOLD.finditer(text):
        word, unit = match["number"].lower(), match["unit"]
        number = 0.25 if word.startswith("quarter") else WORDS.get(word) or int(word.replace(",", ""))
        units = unit if unit == "people" else f"{unit}s"
        found.append((units, number * UNITS[units] if units in UNITS else number))
    return found


@pytest.fixture(scope="module")
def sentences() -> dict[str, list[tuple[str, object]]]:
    return {text: numbers for text in strings_of_the_source() if (numbers := told(text))}


def test_no_sentence_tells_a_number_that_the_code_does_not_obey(sentences):
    assert len(sentences) > 50, "the walk found the sentences"
    wrong = {
        text: (unit, value)
        for text, numbers in sentences.items()
        for unit, value in numbers
        if value not in OBEYED[unit]
    }
    assert wrong == {}


def test_no_constant_that_is_told_has_changed_while_its_sentences_stayed():
    everything = {number for text in strings_of_the_source() for number in told(text)}
    unsaid = [
        (unit, value) for unit, values in OBEYED.items() for value in values if (unit, value) not in everything
    ]
    assert unsaid == []


def test_a_filter_of_days_says_the_days_that_it_counts():
    assert [told(str(label)) for _number, label in filters.ENDS_WITHIN] == [
        [("days", timedelta(days=number))] for number, _label in filters.ENDS_WITHIN
    ]


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("It works for seven days:", ("days", timedelta(days=7))),
        ("Wait a quarter of an hour.", ("hours", timedelta(minutes=15))),
        ("New ones every half minute.", ("minutes", timedelta(seconds=30))),
        ("At most 2,000 characters.", ("characters", 2000)),
        ("Only once five people agreed.", ("people", 5)),
    ],
)
def test_the_walk_reads_numbers_as_people_write_them(sentence, number):
    assert told(sentence) == [number]
