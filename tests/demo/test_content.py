"""The texts themselves: complete, consistent, and nothing in them that could point at a person."""

import re

import pytest

from campaign_site.accounts.role_table import ROLES
from campaign_site.demo.content import COMPOSITE, LANGUAGES, prose, read, read_stories, versions
from campaign_site.pages.choices import country_choices
from donations.choices import Rhythm
from donations.currencies import CURRENCIES
from stories.choices import AgeBand, Exploitation, Region
from stories.words import elements_in

STORIES = read_stories()
TEXTS = [(name, code, text) for name, entry in STORIES.items() for code, text in versions(entry)]
FIELDS = {"headline", "introduction", "content_line", "stages", "body"}
FACTS = {"exploitation", "region", "age_band", "name", "route", "gender", "year"}
SOMETIMES = {"stage", "pattern", "sound", "elements", "name_changed"}
SOMETIMES_IN_A_TEXT = {"recording", "words"}
SHORTEST, LONGEST = 190, 450


def test_there_are_as_many_stories_as_the_campaign_asks_for():
    assert len([entry for entry in STORIES.values() if "stage" not in entry]) >= 12
    assert len({entry["exploitation"] for entry in STORIES.values()}) >= 8
    assert len({entry["region"] for entry in STORIES.values()}) >= 6
    assert len([entry for entry in STORIES.values() if set(LANGUAGES) <= set(entry)]) >= 4


def test_women_men_and_a_child_tell():
    assert {entry["gender"] for entry in STORIES.values()} == {"woman", "man"}
    assert AgeBand.UNDER_18 in {entry["age_band"] for entry in STORIES.values()}


def test_every_language_has_several_stories():
    for language in LANGUAGES:
        assert len([code for _name, code, _text in TEXTS if code == language]) >= 5


@pytest.mark.parametrize("name", STORIES)
def test_story_uses_known_words_and_languages(name):
    entry = STORIES[name]
    assert FACTS <= set(entry) <= FACTS | SOMETIMES | set(LANGUAGES)
    assert entry["exploitation"] in Exploitation.values
    assert {entry["region"], *entry["route"]} <= set(Region.values)
    assert entry["age_band"] in AgeBand.values


@pytest.mark.parametrize(("name", "code", "text"), TEXTS)
def test_story_is_complete_in_each_of_its_languages(name, code, text):
    assert FIELDS <= set(text) <= FIELDS | SOMETIMES_IN_A_TEXT
    assert len(text["headline"]) <= 120
    assert len(text["introduction"]) <= 200
    assert len(text["content_line"]) <= 160
    assert len(text["stages"]) == len(STORIES[name]["route"])
    assert all(len(stage) <= 160 for stage in text["stages"])
    assert SHORTEST <= len(text["body"].split()) <= LONGEST
    assert {"heading", "text", "quote"} == {kind for kind, _value in prose(text["body"])}


@pytest.mark.parametrize(("name", "code", "text"), TEXTS)
def test_no_story_holds_a_digit_that_could_be_a_date_or_a_number_to_call(name, code, text):
    assert not re.search(r"\d", " ".join([*text["stages"], *(text[field] for field in FIELDS - {"stages"})]))


def test_words_that_can_be_taken_back_are_given_in_every_language_that_uses_them():
    seen = 0
    for name, code, text in TEXTS:
        written = " ".join(text[field] for field in FIELDS - {"stages"})
        assert elements_in(written) == sorted(text.get("words", {})), (name, code)
        assert set(text.get("words", {})) <= set(STORIES[name].get("elements", ())), (name, code)
        seen += len(text.get("words", {}))
    assert seen >= 8


def test_a_sample_sound_is_called_one_in_each_language_of_its_story():
    told = {"en": ("Sample sound", "Nobody speaks."), "es": ("Sonido de muestra", "Nadie habla.")}
    heard = [(code, text["recording"]) for _name, code, text in TEXTS if "recording" in text]
    assert {code for code, _sound in heard} == set(told)
    for code, sound in heard:
        title, nobody = told[code]
        assert sound["title"] == title and title.lower() in sound["transcript"] and nobody in sound["transcript"]
    for name, entry in STORIES.items():
        assert {"recording" in text for _code, text in versions(entry)} == {"sound" in entry}, name


def test_languages_of_one_story_are_told_in_the_same_parts():
    for name, entry in STORIES.items():
        shapes = {tuple(kind for kind, _value in prose(text["body"])) for _code, text in versions(entry)}
        assert len(shapes) == 1, name


def test_each_language_says_that_stories_are_composed():
    assert set(COMPOSITE) == set(LANGUAGES)


def test_pages_stand_in_all_languages():
    pages = {**read("house"), **read("about"), **read("pages")}
    del pages["sources"]
    assert len(pages) >= 14
    for slug, entry in pages.items():
        assert set(entry) == set(LANGUAGES), slug
        for _code, text in versions(entry):
            assert text["title"] and len(text["introduction"]) <= 500


def test_every_fact_names_its_source():
    pages = read("pages")
    facts = [
        row
        for slug in ("home", "at-risk")
        for _code, text in versions(pages[slug])
        for row in text["body"]
        if row[0] in ("misconception", "figure")
    ]
    assert len(facts) >= 4 * 7
    assert {row[3] for row in facts} == set(pages["sources"])


def test_ambassadors_are_four_and_nobody_is_quoted():
    ambassadors = read("ambassadors")["ambassador"]
    assert len(ambassadors) == 4
    for entry in ambassadors:
        assert set(LANGUAGES) <= set(entry)
        for _code, text in versions(entry):
            assert not re.search('[«»“”"]', text["body"])
            assert "quote" not in {kind for kind, _value in prose(text["body"])}


def test_releases_are_six_and_one_that_waits_and_one_is_under_embargo():
    releases = read("press")["release"]
    assert [entry.get("stage", "live") for entry in releases].count("review") == 1
    assert len(releases) == 7
    assert len([entry for entry in releases if entry.get("embargo_days", 0) > 0]) == 1
    assert {len(versions(entry)) for entry in releases} >= {1, 2, 4}


def test_programmes_are_three_with_pledges_in_several_currencies():
    programmes = read("programmes")["programme"]
    assert len(programmes) == 3
    assert all(set(LANGUAGES) <= set(entry) for entry in programmes)
    pledges = [pledge for entry in programmes for pledge in entry["pledges"]]
    currencies, _minors, rhythms, _parts = zip(*(pledge["gift"] for pledge in pledges), strict=True)
    assert set(currencies) == set(CURRENCIES)
    assert set(rhythms) == set(Rhythm.values)
    assert {pledge["language"] for pledge in pledges} == set(LANGUAGES)
    assert {pledge.get("confirmed", True) for pledge in pledges} == {True, False}


def test_what_happens_to_pledges_names_pledges_that_there_are():
    numbered = {
        f"{entry['slug']}:{number}": pledge
        for entry in read("programmes")["programme"]
        for number, pledge in enumerate(entry["pledges"], start=1)
    }
    told = read("payments")
    paid = [payment for statement in told["statement"] for payment in statement["payments"]]
    named = [entry["pledge"] for entry in (*told["card"], *told["proposal"], *paid) if "pledge" in entry]
    assert {*named, *told["changes"]} <= set(numbered)
    for statement in told["statement"]:
        for payment in statement["payments"]:
            if "pledge" in payment:
                assert numbered[payment["pledge"]]["gift"][0] == statement["account"], payment
    assert set(told["rates"]) == set(CURRENCIES) - {"EUR"}


def test_helplines_are_twenty_countries_and_no_number_of_them_exists():
    lines = read("helplines")["helpline"]
    assert len({line["country"] for line in lines}) == len(lines) == 20
    assert {line["country"] for line in lines} <= set(dict(country_choices()))
    assert all(re.fullmatch(r"\+000 555 01\d\d", line["phone"]) for line in lines)
    assert all("example.org" in line.get("chat_url", "example.org") for line in lines)


def test_there_is_a_password_that_signs_in_and_seven_roles():
    assert len(read("people")["password"]) >= 12
    assert len(ROLES) == 7
