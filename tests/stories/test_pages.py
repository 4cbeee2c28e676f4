"""The story's page and the list, as a reader sees them."""

import pytest
from django.urls import reverse

from stories.choices import Exploitation, Region
from stories.models import RANDOM_SLUG
from stories.publication import may_publish
from tests.factories.stories import StoryFactory, story_index
from tests.stories.reviewing import form_data

pytestmark = pytest.mark.django_db


def test_uncached_story_needs_at_most_twelve_queries(queries):
    story = StoryFactory(live=True)
    StoryFactory.create_batch(4, live=True)

    assert queries(story.url) <= 12


def test_list_needs_as_many_queries_for_thirteen_stories_as_for_three(queries):
    StoryFactory.create_batch(3, live=True)
    url = story_index().url
    few = queries(url)
    StoryFactory.create_batch(10, live=True)

    assert queries(url) == few


def test_address_of_a_story_is_random_whatever_was_typed():
    story = StoryFactory(slug="amina-in-the-city")

    assert RANDOM_SLUG.fullmatch(story.slug)


def test_address_of_a_story_is_never_taken_for_a_telephone_number():
    assert StoryFactory(slug="53689953").slug != "53689953"


def test_filters_narrow_the_list_and_count(client):
    fishing = StoryFactory(live=True, exploitation=Exploitation.FISHING, region=Region.PACIFIC)
    domestic = StoryFactory(live=True, exploitation=Exploitation.DOMESTIC, region=Region.PACIFIC)

    page = client.get(story_index().url, {"exploitation": "fishing", "region": "pacific"}).content.decode()

    assert fishing.headline in page
    assert domestic.headline not in page


@pytest.mark.parametrize(
    "query", ["exploitation=nothing", "page=99999999999999999999", "page=-1", "region=%00", "x=1"]
)
def test_odd_filters_are_ignored(client, query):
    story = StoryFactory(live=True)

    response = client.get(f"{story_index().url}?{query}")

    assert response.status_code == 200
    assert story.headline in response.content.decode()


def test_story_leaves_no_copy_in_the_browser(client):
    response = client.get(StoryFactory(live=True).url)

    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_story_shows_headline_but_never_the_code(client):
    story = StoryFactory(live=True)

    page = client.get(story.url).content.decode()

    assert story.headline in page
    assert story.contributor.code not in page


def test_story_in_another_language_needs_consent_for_it(client):
    story = StoryFactory(live=True)
    french = story.copy_for_translation(story_index("fr").locale)

    assert "language" in [reason.code for reason in may_publish(french)]


def test_search_does_not_find_a_story_by_the_persons_code(client):
    story = StoryFactory(live=True, headline="Something else entirely")

    page = client.get("/en/search/", {"q": story.contributor.code}).content.decode()

    assert story.headline not in page


def test_writer_sees_a_story_as_it_will_read_before_it_was_ever_saved(client, writer):
    client.force_login(writer)
    address = reverse("wagtailadmin_pages:preview_on_add", args=["stories", "storypage", story_index().pk])
    typed = form_data(StoryFactory(), title="", headline="Typed this very moment")

    assert client.post(address, typed).json() == {"is_valid": True, "is_available": True}
    preview = client.get(address)

    assert preview.status_code == 200
    assert "Typed this very moment" in preview.content.decode()


def test_preview_of_a_story_of_nobody_yet_says_that_there_is_none(client, writer):
    client.force_login(writer)
    address = reverse("wagtailadmin_pages:preview_on_add", args=["stories", "storypage", story_index().pk])

    answer = client.post(address, form_data(StoryFactory(), contributor=""))

    assert answer.json() == {"is_valid": False, "is_available": False}
    assert client.get(address).status_code == 200
