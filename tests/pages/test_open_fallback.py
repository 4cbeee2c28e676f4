"""A page that is not there in the reader's language says so and leads to the English one, whatever kind it is."""

import pytest

from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import ContentPageFactory, HelpPageFactory, SafetyPageFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory
from tests.pages.main_part import main_of

pytestmark = pytest.mark.django_db

KINDS = {
    "content page": ContentPageFactory,
    "help": HelpPageFactory,
    "safety": SafetyPageFactory,
    "release": PressReleasePageFactory,
    "ambassador": AmbassadorPageFactory,
    "programme": ProgrammePageFactory,
    "story": lambda live=True: StoryFactory(live=live),
}
LISTS = {"press": "release", "ambassadors": "ambassador", "programmes": "programme"}


def elsewhere(client, page, language: str):
    response = client.get(page.url.replace("/en/", f"/{language}/", 1))
    assert response.status_code == 404
    return response


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_untranslated_page_leads_to_its_english_version_and_says_so(client, kind, language):
    page = KINDS[kind]()
    answer = elsewhere(client, page, language)
    assert f'href="{page.url}" hreflang="en"' in main_of(answer)
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("name", LISTS)
def test_an_untranslated_list_leads_to_the_english_one(client, name):
    KINDS[LISTS[name]]()
    assert f'href="/en/{name}/" hreflang="en"' in main_of(client.get(f"/ar/{name}/"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_that_is_hidden_in_english_too_is_named_nowhere(client, kind):
    page = KINDS[kind](live=False)
    assert page.url not in main_of(elsewhere(client, page, "ar"))
