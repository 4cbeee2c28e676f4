"""Few public stories that tell the same of somebody are a warning, and no reason against publishing."""

import pytest

from stories.identity.jigsaw import warning
from stories.models import StoryPage
from stories.publication import may_publish
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


def body(*regions):
    stages = [{"region": region, "text": "Then."} for region in regions]
    return [("text", "<p>They.</p>"), ("route", {"stages": stages})]


def told(story, **changes) -> str:
    values = {name: getattr(story, name) for name in ("region", "age_band", "year", "exploitation")}
    values["body"] = story.body.get_prep_value()
    return warning(StoryPage.objects.for_public_display(), {**values, **changes}, story.contributor_id)


def test_others_count_who_share_all_of_it():
    way = body("east_africa", "middle_east")
    stories = [StoryFactory(live=True, year=2019, body=way) for _number in range(4)]
    StoryFactory(live=True, year=2019, body=body("middle_east", "east_africa"))
    StoryFactory(year=2019, body=way)

    assert told(stories[0]).startswith("This may point at one person: only 3 other people’s public stories")
    assert told(stories[0], year=2018).startswith("This may point at one person: no other person")
    assert may_publish(stories[0]) == []


def test_five_others_are_enough():
    stories = [StoryFactory(live=True) for _number in range(6)]
    assert told(stories[0]) == ""
