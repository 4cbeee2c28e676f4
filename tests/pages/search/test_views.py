"""Search finds what the public may see, and answers whatever is asked."""

import pytest
from wagtail.models import PageViewRestriction
from wagtail.search.backends import get_search_backend

from campaign_site.delivery.client_address import network
from campaign_site.delivery.rate_limits import within
from campaign_site.pages.models import ContentPage
from campaign_site.pages.search.views import SLIP, SLIPS_OF_ONE_NETWORK
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import ContentPageFactory, home
from tests.factories.press import PressReleasePageFactory
from tests.pages.main_part import main_of

ODD_QUERIES = [
    "", " ", '"', "'", '"unfinished', "a" * 10_000, "word " * 300, "\x00", "one\x00two", "* OR 1=1", "NEAR(a b)",
    "NOT", "AND OR NOT", "a AND", "col:value", "(((", "--", ";", "%", "_", "\\", "😀", "\u202eabc", "ـــ",
    "\ud800", "مُحَمَّد", "&|!:*<->", "title:x^3", "{a b}", "+", "-word", "ǆ ﬁ ß",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def titles(client, query: str, language: str = "en", seen_from: str = "127.0.0.1", **more) -> list[str]:
    """Return the titles that a search shows."""
    response = client.get(f"/{language}/search/", {"q": query, **more}, REMOTE_ADDR=seen_from)
    assert response.status_code == 200
    return [result.page.public_title for result in response.context["results"]]


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


def test_one_who_floods_with_misspelt_words_is_answered_by_what_they_typed_and_nobody_else_is(client):
    """Near words cost a quarter of a second; plain search stays for all who share the flooder's network."""
    ContentPageFactory(title="Harvest")
    assert titles(client, "harvset", seen_from="203.0.113.9") == ["Harvest"]
    for _number in range(SLIPS_OF_ONE_NETWORK):
        within(SLIPS_OF_ONE_NETWORK, SLIP, network("203.0.113.1"))
    assert titles(client, "harvset", seen_from="203.0.113.9") == []
    assert titles(client, "harvest", seen_from="203.0.113.9") == ["Harvest"]
    assert titles(client, "harvset", seen_from="198.51.100.9") == ["Harvest"]


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


def test_the_kind_narrows_the_results_and_stays_with_form_and_pages(client):
    ContentPageFactory(title="Harvest fees")
    for number in range(21):
        PressReleasePageFactory(title=f"Harvest release {number}")
    assert len(titles(client, "harvest", kind="pages")) == 1
    first = client.get("/en/search/", {"q": "harvest", "kind": "press"})
    assert len(first.context["results"]) == 20
    page = first.content.decode()
    assert '<input type="hidden" name="kind" value="press">' in page
    assert 'rel="next" href="?q=harvest&amp;kind=press&amp;page=2"' in page


def test_the_kinds_to_choose_say_how_many_there_are(client):
    ContentPageFactory(title="Harvest fees")
    PressReleasePageFactory(title="Harvest release")
    choices = client.get("/en/search/", {"q": "harvest", "kind": "press"}).context["choices"]
    assert [(str(choice.name), choice.count, choice.is_chosen) for choice in choices] == [
        ("All", 2, False),
        ("Press", 1, True),
        ("Pages", 1, False),
    ]


def test_a_kind_without_results_leads_to_all_kinds(client):
    ContentPageFactory(title="Harvest fees")
    page = client.get("/en/search/", {"q": "harvest", "kind": "stories"}).content.decode()
    assert '<a href="?q=harvest">' in page


@pytest.mark.parametrize("kind", ["", "x", "Press", "press\x00", "\u202e", "a" * 5000, "1"])
def test_an_odd_kind_is_no_kind(client, kind):
    ContentPageFactory(title="Harvest")
    assert titles(client, "harvest", kind=kind) == ["Harvest"]


def test_a_slip_shows_what_was_likely_meant(client):
    ContentPageFactory(title="Bonded harvest", introduction="At harvest time.")
    response = client.get("/en/search/", {"q": "bonded harvst"})
    assert [result.page.title for result in response.context["results"]] == ["Bonded harvest"]
    assert response.context["likely"] == ["harvest"]
    page = main_of(response)
    assert "<strong><bdi>harvest</bdi></strong>" in page
    assert "<mark>harvest</mark>" in page


@pytest.mark.parametrize("held_by", ["a release under embargo", "a page for members"])
def test_attacker_learns_of_no_word_that_only_a_withheld_page_holds(client, held_by):
    """A guess near a public word, beside a slip: what is found must not hang on who else holds the guess."""
    ContentPageFactory(title="Open page", body=[("text", "<p>A tale of marina and kitchens.</p>")])
    if held_by == "a release under embargo":
        PressReleasePageFactory(under_embargo=True, title="Karina", body=[("text", "<p>Karina speaks.</p>")])
    else:
        withheld = ContentPageFactory(title="Karina")
        PageViewRestriction.objects.create(page=withheld, restriction_type=PageViewRestriction.LOGIN)
    assert titles(client, "karina kitchans") == titles(client, "farina kitchans") == ["Open page"]


def test_what_was_searched_stays_in_no_browser(client):
    assert client.get("/en/search/", {"q": "harvest"}).headers["Cache-Control"] == "no-store"


def test_attacker_sees_the_words_they_typed_as_text(client):
    ContentPageFactory(title="Script of the harvest")
    page = client.get("/en/search/", {"q": "<script>alert(1)</script> harvest"}).content.decode()
    assert "alert(1)" not in page
    assert 'value="script alert 1 script harvest"' in page


def test_nothing_found_helps_on(client):
    page = main_of(client.get("/en/search/", {"q": "wordlessly"}))
    assert 'class="ways-on"' in page and 'class="help-box"' in page
    assert 'href="/ar/search/?q=wordlessly" hreflang="ar"' in page


def test_the_search_itself_is_not_to_be_found_by_search_engines(client):
    assert '<meta name="robots" content="noindex">' in client.get("/en/search/", {"q": "x"}).content.decode()


def test_a_page_of_every_kind_asks_no_more_of_the_database(client, django_assert_max_num_queries):
    for factory in (ContentPageFactory, PressReleasePageFactory, AmbassadorPageFactory, ProgrammePageFactory):
        for _number in range(4):
            factory(introduction="harvest")
    client.get("/en/search/", {"q": "harvest"})
    with django_assert_max_num_queries(12):
        assert len(titles(client, "harvest")) == 16


def test_search_sets_no_cookie(client):
    assert not client.get("/en/search/", {"q": "x"}).cookies


@pytest.mark.parametrize("query", ["", "harvest"])
def test_who_looks_for_help_can_leave_at_once_and_no_copy_stays(client, query):
    answer = client.get("/en/search/", {"q": query})
    assert "data-exit" in answer.text and 'class="sheltered"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
