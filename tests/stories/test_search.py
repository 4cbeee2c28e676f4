"""The search shows of a story what its page shows; of a hidden one no result, no excerpt and no guess."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search.models import IndexEntry

from stories.consent.choices import AskedBy, Element, TakedownMode
from stories.slots import set_slot
from stories.surfaces.search import entries
from stories.takedown import take_down
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, story_index

pytestmark = pytest.mark.django_db

WORD, SLIP = "vineyard", "vinyard"


def answer(client, query: str, language: str = "en") -> str:
    """Return the page that a search shows, without the field and the links that repeat what was typed."""
    response = client.get(f"/{language}/search/", {"q": query})
    assert response.status_code == 200
    page = response.content.decode().partition("</form>")[2]
    return re.sub(r'href="[^"]*\?q=[^"]*"', "", page)


@pytest.fixture
def story():
    """A public story with a rare word in its text."""
    return StoryFactory(live=True, body=[("text", f"<p>We slept in the {WORD} for a year.</p>")])


@pytest.mark.parametrize("typed", [WORD, SLIP, f"{WORD}s", WORD[:4]])
def test_a_public_story_is_found_with_an_excerpt_of_its_text(client, story, typed):
    page = answer(client, typed)
    assert story.url in page and f"slept in the <mark>{WORD}</mark> for" in page
    assert story.contributor.code not in page


@pytest.mark.parametrize("typed", [WORD, SLIP, f"{WORD}s", WORD[:4], f"story {SLIP}"])
@pytest.mark.parametrize("mode", [TakedownMode.HIDE, TakedownMode.ERASE])
def test_a_withdrawn_story_is_no_result_and_its_words_are_no_guess(client, story, typed, mode):
    take_down(story.contributor, mode=mode, asked_by=AskedBy.PERSON)
    page = answer(client, typed)
    assert story.url not in page and WORD not in page
    assert not entries((story.pk,)).exists()


@pytest.mark.parametrize("typed", [WORD, SLIP])
def test_a_story_whose_consent_ran_out_shows_no_word_although_the_index_still_has_it(client, story, typed):
    until = story.contributor.consents.get().valid_until
    with time_machine.travel(until + timedelta(days=2), tick=False):
        page = answer(client, typed)
    assert IndexEntry.objects.filter(object_id=str(story.pk)).exists()
    assert story.url not in page and WORD not in page


def test_whoever_holds_a_code_does_not_find_the_story_by_it(client, story):
    assert story.url not in answer(client, story.contributor.code)
    assert story.url not in answer(client, story.contributor.code.partition("-")[2])


def test_an_excerpt_has_the_words_of_the_moment_and_never_the_token(client):
    contributor = ContributorFactory()
    set_slot(contributor, Element.CITY, "en", "Rabat", "a town")
    StoryFactory(live=True, contributor=contributor, body=[("text", f"<p>A {WORD} near [city] in spring.</p>")])
    page = answer(client, WORD)
    assert f"A <mark>{WORD}</mark> near a town in spring." in page
    assert "[city]" not in page and "Rabat" not in page


def test_the_caption_of_a_face_that_is_not_shown_is_in_no_excerpt(client):
    image = CampaignImageFactory()
    contributor = active_consent().contributor
    body = [
        ("text", f"<p>We left the {WORD}.</p>"),
        ("picture", {"image": image, "caption": "Captioned here", "shows": "face"}),
    ]
    shown = StoryFactory(live=True, contributor=contributor, body=body)
    assert shown.url in answer(client, WORD)
    assert "Captioned" not in answer(client, "captioned") and "Captioned" not in answer(client, WORD)


def test_an_arabic_story_is_found_by_another_form_of_its_words(client):
    story = StoryFactory(live=True, parent=story_index("ar"), headline="المزارعون", introduction="في القرية")
    page = answer(client, "مزارع", "ar")
    assert story.url in page and "<mark>المزارعون</mark>" in page


def test_stories_cost_no_query_each(client, django_assert_max_num_queries):
    for _number in range(5):
        StoryFactory(live=True, introduction=f"In the {WORD} [city].")
    answer(client, WORD)
    with django_assert_max_num_queries(12):
        assert answer(client, WORD).count(f"<mark>{WORD}</mark>") == 5


def test_attacker_who_may_write_sql_reads_no_body_that_nobody_approved_nor_the_words_behind_it(client):
    person = active_consent(elements=frozenset({Element.CITY})).contributor
    set_slot(person, Element.CITY, "en", "Rabat", "a town")
    story = StoryFactory(live=True, contributor=person, body=[("text", f"<p>We slept in the {WORD}.</p>")])
    body = f'[{{"type": "text", "value": "<p>The {WORD} of Samira Haddad in [city]</p>", "id": "1"}}]'
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stories_storypage SET body = %s WHERE page_ptr_id = %s", [body, story.pk])
    assert client.get(story.url).status_code == 404
    page = answer(client, WORD)
    assert "Samira" not in page and "Rabat" not in page


def test_more_stories_take_no_more_queries(client, story, django_assert_max_num_queries):
    client.get("/en/search/", {"q": WORD})
    with CaptureQueriesContext(connection) as one:
        client.get("/en/search/", {"q": WORD})
    for _number in range(3):
        StoryFactory(live=True, body=[("text", f"<p>The {WORD} again.</p>")])
    with django_assert_max_num_queries(len(one)):
        assert answer(client, WORD).count("<li>") >= 4
