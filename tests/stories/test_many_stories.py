"""A thousand stories cost a page no more queries than ten; the work of the gate grows with them, not faster."""

import pytest
from django.db import connection
from django.urls import reverse

from stories.consent import calls
from stories.consent.choices import Element
from stories.models import StoryPage
from stories.slots import set_slot
from tests.factories.accounts import UserFactory
from tests.factories.many_stories import multiply
from tests.factories.pages import home
from tests.factories.stories import StoryFactory, active_consent, story_index
from tests.stories.reviewing import handed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    """One public story, with its word to search for."""
    return StoryFactory(live=True, headline="I learned to trust my own voice")


def test_stories_made_in_bulk_are_public_like_any_other(client, story):
    made = multiply(story, 20)
    accept_all_rules()
    assert StoryPage.objects.for_public_display().count() == 21
    assert StoryPage.objects.child_of(story.get_parent()).count() == 21
    assert client.get(made[7].url).status_code == 200
    assert client.get("/en/search/?q=learned").context["results"].paginator.count == 21
    assert StoryPage.find_problems() == ([], [], [], [], [])


def test_a_page_asks_as_many_queries_with_ten_stories_as_with_two_hundred(queries, story):
    multiply(story, 9)
    addresses = [home().url, "/en/stories/", story.url, "/en/search/?q=learned"]
    with_ten = {address: queries(address) for address in addresses}
    multiply(story, 190)
    assert {address: queries(address) for address in addresses} == with_ten
    assert all(with_ten.values())


def test_words_cost_the_same_queries_for_thirty_stories_as_for_three(queries):
    def tell(count):
        for _number in range(count):
            consent = active_consent(elements={Element.FIRST_NAME})
            set_slot(consent.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman")
            StoryFactory(live=True, contributor=consent.contributor, headline="Tell [first_name]")

    tell(4)
    # One of them is for the links below, which are remembered where no transaction is open.
    places = {
        story_index().url: 13, home().url: 15, "/en/search/?q=tell": 20, StoryPage.objects.first().url: 12
    }  # fmt: skip
    few = {place: queries(place) for place in places}
    tell(26)

    assert {place: queries(place) for place in places} == few
    assert {place: count for place, count in few.items() if count > places[place]} == {}


@pytest.mark.parametrize("has_statistics", [False, True])
def test_the_gate_asks_each_story_about_itself_only(story, has_statistics):
    if connection.vendor == "postgresql" and not has_statistics:
        pytest.skip("PostgreSQL gathers statistics by itself")
    multiply(story, 99)
    work_on_hundred = work(has_statistics)
    multiply(story, 300)
    assert work(has_statistics) < 6 * work_on_hundred


def work(has_statistics: bool) -> int:
    """Return how much the database does to count the public stories, in its own steps: the same in each run."""
    if has_statistics:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    stories = StoryPage.objects.for_public_display()
    if connection.vendor == "sqlite":
        return _instructions(stories)
    return _rows(stories)


def _instructions(stories) -> int:
    """SQLite calls back after each hundred instructions of its virtual machine."""
    counted = []
    connection.connection.set_progress_handler(lambda: counted.append(1) and None, 100)
    try:
        stories.count()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(counted)


def _rows(stories) -> int:
    """PostgreSQL says of each step of its plan how many rows it met, how often."""
    with connection.cursor() as cursor:
        sql, values = stories.order_by().values("pk").query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0]
    return _rows_of(plan[0]["Plan"])


def _rows_of(step: dict) -> int:
    met = step["Actual Rows"] + step.get("Rows Removed by Filter", 0) + step.get("Rows Removed by Join Filter", 0)
    return int(met * step["Actual Loops"]) + sum(_rows_of(part) for part in step.get("Plans", []))


def accept_all_rules() -> None:
    """Ask PostgreSQL now what it would ask at the end of the transaction; SQLite has asked already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_desk_asks_as_many_queries_with_ten_stories_as_with_two_hundred(client, queries, story):
    client.force_login(UserFactory(role="Protection officer"))
    calls.ask(story.contributor, "After nine in the evening")
    handed_in(), handed_in()
    names = ("story_list", "consent", "contributor", "call", "takedown")
    addresses = [
        *(reverse(f"{name}:index") for name in names), "/admin/story_list/?waits=review", "/admin/consent/?q=AV",
    ]  # fmt: skip
    multiply(story, 60)
    few = {address: queries(address) for address in addresses}
    multiply(story, 200)

    assert {address: queries(address) for address in addresses} == few
    assert {address: count for address, count in few.items() if count > 25} == {}
