"""Search finds what the public may see, and answers whatever is asked."""

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction
from wagtail.search.backends import get_search_backend

from campaign_site.pages.finding import find
from campaign_site.pages.models import ContentPage
from campaign_site.pages.public_display import public_pages
from campaign_site.pages.views import MAX_QUERY_WORDS, search_words
from tests.factories.pages import ContentPageFactory, home

ODD_QUERIES = [
    "", " ", '"', "'", '"unfinished', "a" * 10_000, "word " * 300, "\x00", "one\x00two", "* OR 1=1", "NEAR(a b)",
    "NOT", "AND OR NOT", "a AND", "col:value", "(((", "--", ";", "%", "_", "\\", "😀", "\u202eabc", "ـــ",
    "\ud800", "مُحَمَّد", "&|!:*<->", "title:x^3", "{a b}", "+", "-word", "ǆ ﬁ ß",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def titles(client, query: str, language: str = "en", **more) -> list[str]:
    """Return the titles that a search shows."""
    response = client.get(f"/{language}/search/", {"q": query, **more})
    assert response.status_code == 200
    return [page.public_title for page in response.context["results"]]


def test_a_public_page_is_found_by_title_and_by_introduction(client):
    ContentPageFactory(title="Bonded harvest", introduction="About recruitment fees.")
    assert titles(client, "harvest") == titles(client, "recruitment fees") == ["Bonded harvest"]


def test_a_draft_is_not_found(client):
    ContentPageFactory(title="Hidden harvest", live=False)
    assert titles(client, "harvest") == []


def test_an_unpublished_page_is_no_longer_found(client):
    page = ContentPageFactory(title="Former harvest")
    page.unpublish()
    assert titles(client, "harvest") == []


def test_a_page_below_a_restriction_is_not_found_although_wagtail_would_find_it(client):
    parent = ContentPageFactory(title="Closed")
    ContentPageFactory(parent=parent, title="Closed harvest")
    PageViewRestriction.objects.create(page=parent, restriction_type=PageViewRestriction.LOGIN)
    backend = get_search_backend()
    assert [page.title for page in backend.search("harvest", ContentPage.objects.live())] == ["Closed harvest"]
    assert titles(client, "harvest") == []


def test_only_the_language_of_the_address_is_searched(client):
    ContentPageFactory(title="Harvest")
    ContentPageFactory(parent=home("fr"), title="La harvest")
    assert titles(client, "harvest", "fr") == ["La harvest"]


def test_arabic_is_found_with_and_without_vowel_signs(client):
    ContentPageFactory(parent=home("ar"), title="محمد يتكلم", slug="speaks")
    assert titles(client, "محمد", "ar") == titles(client, "مُحَمَّد", "ar") == ["محمد يتكلم"]


@pytest.mark.parametrize("query", ODD_QUERIES)
def test_an_odd_query_is_answered(client, query):
    ContentPageFactory(title="Not and or near")
    data = {"q": query.encode("utf-8", "surrogatepass")}
    assert client.get("/en/search/", data).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "999999999999999999999", "x", "", "1.5", "\x00", "٣"])
def test_an_odd_page_number_shows_a_page_that_exists(client, number):
    ContentPageFactory(title="Harvest")
    assert titles(client, "harvest", page=number) == ["Harvest"]


def test_results_come_in_pages_that_keep_the_query(client):
    for _number in range(21):
        ContentPageFactory(introduction="harvest time")
    assert len(titles(client, "harvest time")) == 20
    second = client.get("/en/search/", {"q": "harvest time", "page": 2})
    assert len(second.context["results"]) == 1
    assert second.context["query_string"] == "q=harvest+time"


def test_the_number_of_queries_does_not_grow_with_the_results(client, django_assert_max_num_queries):
    for _number in range(15):
        ContentPageFactory(introduction="harvest")
    client.get("/en/search/", {"q": "harvest"})
    with django_assert_max_num_queries(8):
        client.get("/en/search/", {"q": "harvest"})


def test_the_best_comes_first_as_wagtail_would_have_it(client):
    for number in range(6):
        ContentPageFactory(title=f"Harvest {'of the year ' * number}", introduction="wheat " * (number % 3 + 1))
    ContentPageFactory(title="Fishing", introduction="No harvest at sea.")
    pages = public_pages().filter(locale=home().locale)
    for query in ("harvest", "harvest wheat"):
        ranked = pages.search(query, operator="and")
        assert len(ranked) > 5
        assert [page.pk for page in find(pages, query.split())[:20]] == [page.pk for page in ranked]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the embedded database only")
@pytest.mark.parametrize("has_statistics", [False, True])
def test_the_index_is_asked_once_and_not_for_each_page(has_statistics):
    for _number in range(30):
        ContentPageFactory(introduction="harvest")
    if has_statistics:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    plan = find(public_pages(), ["harvest"]).entries.explain()
    assert "indexentry_fts" in plan.splitlines()[0]
    assert plan.count("indexentry_fts") == 1


def test_words_are_bounded():
    assert len(search_words("a b c d e f g h i j k")) == MAX_QUERY_WORDS
    assert search_words("x" * 500) == ["x" * 100]
    assert search_words("‘quoted’ \x00 ‮text‬") == ["quoted", "text"]


def test_search_sets_no_cookie_and_is_asked_for_again(client):
    response = client.get("/en/search/", {"q": "x"})
    assert not response.cookies and "no-cache" in response.headers["Cache-Control"]
