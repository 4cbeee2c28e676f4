"""The gate's question is compiled once in a process: it stays right whatever it becomes a part of, at any time."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from wagtail.models import Page

from campaign_site.delivery.database.compiled_once import CompiledOnce
from stories.consent.choices import Element
from stories.consent.models import Contributor
from stories.models import StoryPage
from tests.factories.stories import StoryFactory, active_consent

pytestmark = pytest.mark.django_db


def test_the_time_is_that_of_the_reading_not_of_the_compiling():
    story = StoryFactory(live=True)
    assert list(StoryPage.objects.for_public_display()) == [story]
    with time_machine.travel(story.contributor.consents.get().valid_until + timedelta(days=1)):
        assert not StoryPage.objects.for_public_display().exists()
        assert not Page.objects.filter(pk__in=StoryPage.objects.for_public_display().values("pk")).exists()
    assert StoryPage.objects.for_public_display().exists()


def test_it_asks_about_the_outer_row_at_any_depth():
    tomorrow = timezone.now().date() + timedelta(days=1)
    shown = StoryFactory(live=True)
    hidden = StoryFactory(live=True, contributor=active_consent(valid_until=tomorrow).contributor)
    theirs = StoryPage.objects.for_public_display().filter(contributor_id=OuterRef("pk"))
    people = Contributor.objects.filter(Exists(theirs))
    with time_machine.travel(tomorrow + timedelta(days=1)):
        assert list(people) == [shown.contributor]
        among = StoryPage.objects.for_public_display().filter(contributor__in=people)
        assert list(Page.objects.filter(pk__in=among.values("pk"))) == [shown.page_ptr]
        assert set(StoryPage.objects.exclude(pk__in=among.values("pk"))) == {hidden}


def test_what_is_read_of_a_row_is_its_own_and_can_be_counted_by():
    elements = ({Element.CITY, Element.AGE}, {Element.CITY}, {Element.CITY})
    for each in elements:
        StoryFactory(live=True, contributor=active_consent(elements=each).contributor)
    shown = StoryPage.objects.for_public_display()
    assert sorted(len(story.covered_elements) for story in shown) == [1, 1, 2]
    counted = shown.order_by().values("covered_elements").annotate(how_many=Count("pk"))
    assert sorted(row["how_many"] for row in counted) == [1, 2]


def test_it_is_built_once_for_all_readings():
    built = []

    def build():
        built.append(1)
        return Page.objects.filter(live=True)

    story = StoryFactory(live=True)
    question = StoryPage.objects.filter(CompiledOnce(build))
    assert [question.get(), question.all().get()] == [story, story]
    assert StoryPage.objects.filter(~CompiledOnce(build)).count() == 0
    assert built == [1]
