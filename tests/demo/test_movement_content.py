"""The texts of the movement: complete, and examples that could be on the site."""

from collections import Counter

from campaign_site.demo.content import LANGUAGES, read
from campaign_site.demo.movement import SHEETS
from campaign_site.movement.choices import Stage
from campaign_site.movement.counting import LEAST
from campaign_site.movement.names import is_name, tidy
from campaign_site.pages.choices import country_choices

TOLD = read("movement")
PEOPLE = [(country, language, name) for country, language, names in TOLD["people"]["rows"] for name in names]


def test_the_page_says_in_each_language_that_its_people_are_examples():
    assert set(TOLD["stand"]) == set(LANGUAGES)
    for text in TOLD["stand"].values():
        assert text["title"] and len(text["introduction"]) <= 500
        assert "<b>" in text["body"][-1][1]


def test_the_toolkit_is_whole_in_each_language_and_lies_there_as_pdf():
    assert set(TOLD["toolkit"]) == set(Stage.values)
    for stage, entry in TOLD["toolkit"].items():
        assert set(entry) == set(LANGUAGES), stage
        shapes = {tuple(len(section) for section in text["sections"]) for text in entry.values()}
        assert len(shapes) == 1, f"the languages of {stage} say the same"
        for language, text in entry.items():
            assert text["title"] and len(text["text"]) <= 120
            assert (SHEETS / f"{stage}.{language}.pdf").read_bytes().startswith(b"%PDF-")


def test_people_have_names_countries_and_languages_as_the_form_takes_them():
    assert len(PEOPLE) > 50
    assert [name for _country, _language, name in PEOPLE if tidy(name) != name or not is_name(name)] == []
    assert {country for country, _language, _name in PEOPLE} <= set(dict(country_choices()))
    assert {language for _country, language, _name in PEOPLE} == set(LANGUAGES)


def test_some_countries_and_names_are_enough_to_be_shown_and_some_are_not():
    for numbers in (
        Counter(country for country, _language, _name in PEOPLE),
        Counter(name for _country, _language, name in PEOPLE),
    ):
        assert max(numbers.values()) >= LEAST > min(numbers.values())
