"""Which stories stand beside a story: the same form of exploitation, then the same region, then the newest."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stories.models import StoryPage
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """A story of fishing in the Pacific; those beside it are told so that nothing but the rule orders them."""
    return StoryFactory(live=True, exploitation="fishing", region="pacific")


def told(days_ago: int, **kwargs) -> StoryPage:
    """Return a public story that was first told so many days ago."""
    story = StoryFactory(live=True, **kwargs)
    StoryPage.objects.filter(pk=story.pk).update(first_published_at=timezone.now() - timedelta(days=days_ago))
    return story


def beside(client, story) -> list[str]:
    related = client.get(story.url).text.split('class="related"', 1)[1]
    return re.findall(r'<a href="(/en/stories/\w+/)"', related)


def test_the_same_form_comes_first_then_the_same_region_then_the_newest(client, story):
    newest = told(1, exploitation="begging", region="europe")
    same_region = told(50, exploitation="begging", region="pacific")
    older_of_the_form, newer_of_the_form = (
        told(days, exploitation="fishing", region="europe") for days in (90, 80)
    )
    assert beside(client, story) == [page.url for page in (newer_of_the_form, older_of_the_form, same_region)]
    StoryPage.objects.get(pk=older_of_the_form.pk).unpublish()
    assert beside(client, story) == [page.url for page in (newer_of_the_form, same_region, newest)]


def test_the_choice_is_the_same_each_time(client, story):
    for _ in range(5):
        told(10, exploitation="fishing", region="pacific")
    assert len({tuple(beside(client, story)) for _ in range(3)}) == 1


def test_a_story_that_may_not_be_shown_stands_beside_no_other(client, story):
    StoryFactory(exploitation="fishing", region="pacific", consented=True)
    assert "Other stories" not in client.get(story.url).text


def test_the_words_in_the_stories_beside_it_cost_one_query_for_all(client, story, django_assert_num_queries):
    told(10), told(20), told(30)
    beside(client, story)
    with CaptureQueriesContext(connection) as without:
        beside(client, story)
    told(1, headline="Away from [city]"), told(2, headline="Back in [city]")
    with django_assert_num_queries(len(without) + 1):
        assert len(beside(client, story)) == 3
