"""A prepared query is compiled once in a process and asked of the database each time, with what it is told."""

from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection, models

from campaign_site.delivery.database.prepared_queries import Given, Prepared
from campaign_site.pages.models import ContentPage
from stories.models import StoryPage
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


def stories_of_a_person():
    theirs = StoryPage.objects.filter(contributor_id=Given("person", models.BigIntegerField()))
    return theirs.for_public_display().order_by("pk")


def test_it_says_what_the_queryset_says_of_each_value_in_as_many_queries(django_assert_num_queries):
    one, other = StoryFactory(live=True), StoryFactory(live=True)
    prepared = Prepared(stories_of_a_person)
    for story in (one, other, one):
        elements = story.contributor.consents.get().elements
        with django_assert_num_queries(2):
            (found,) = prepared(person=story.contributor_id)
            assert (found, found.contributor, found.covered_elements) == (story, story.contributor, elements)
            assert found.locale.language_code == "en" and list(found.contributor.slots.all()) == []
    assert prepared(person=0) == []


def test_it_is_built_once_and_compiled_once():
    built = []

    def live_pages():
        built.append(1)
        return StoryPage.objects.filter(live=Given("live", models.BooleanField())).values_list("pk", flat=True)

    prepared, story = Prepared(live_pages), StoryFactory(live=True)
    assert [prepared(live=True), prepared(live=False), prepared(live=True)] == [[story.pk], [], [story.pk]]
    assert len(built) == 1


def test_the_database_is_asked_anew_each_time():
    prepared, story = Prepared(stories_of_a_person), StoryFactory(live=True)
    assert prepared(person=story.contributor_id) == [story]
    story.unpublish()
    assert prepared(person=story.contributor_id) == []


def test_the_time_is_that_of_the_asking():
    prepared, story = Prepared(stories_of_a_person), StoryFactory(live=True)
    assert prepared(person=story.contributor_id) == [story]
    with time_machine.travel(story.contributor.consents.get().valid_until + timedelta(days=1)):
        assert prepared(person=story.contributor_id) == []
    assert prepared(person=story.contributor_id) == [story]


def test_a_value_that_is_not_told_is_a_fault():
    with pytest.raises(KeyError, match="person"):
        Prepared(stories_of_a_person)()


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection():
    prepared = Prepared(lambda: ContentPage.objects.filter(pk=Given("pk", models.BigIntegerField())))
    page, found = ContentPageFactory(), []

    def ask():
        found.extend(prepared(pk=page.pk))
        connection.close()

    assert prepared(pk=page.pk) == [page]
    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [page]
