"""Whoever looks for help by whatever word finds the help page first, and the way to it below every answer."""

import pytest

from tests.factories.pages import ContentPageFactory, HelplineFactory, HelpPageFactory, home

pytestmark = pytest.mark.django_db


def found(client, language: str, words: str) -> list[str]:
    answer = client.get(f"/{language}/search/", {"q": words})
    assert f'href="/{language}/help/"' in answer.text.split('class="help-box"', 1)[1]
    return [result.page.url for result in answer.context["results"]]


def test_a_page_about_helping_may_come_first_and_help_is_beside_it(client):
    ContentPageFactory(title="How others help", slug="others")
    HelpPageFactory(title="Find support")
    assert "/en/help/" in found(client, "en", "help")


@pytest.mark.parametrize("words", ["get help", "police", "hotline", "phone number", "Kenya", "kenia"])
def test_help_comes_first(client, words):
    ContentPageFactory(title="How others help", slug="others")
    HelpPageFactory(title="Find support")
    HelplineFactory(country="KE")
    assert found(client, "en", words)[:1] == ["/en/help/"]


@pytest.mark.parametrize("words", ["مساعدة", "مساعده", "شرطة", "كينيا"])
def test_help_comes_first_in_arabic(client, words):
    HelplineFactory(country="KE")
    HelpPageFactory(parent=home("ar"), title="إيجاد الدعم")
    assert found(client, "ar", words)[:1] == ["/ar/help/"]


def test_a_country_that_has_no_helpline_any_more_is_found_no_longer(client):
    HelpPageFactory(title="Find support")
    line = HelplineFactory(country="KE")
    assert found(client, "en", "Kenya") == ["/en/help/"]
    line.delete()
    assert found(client, "en", "Kenya") == []
