"""A wrong address gets a helpful page in the right language, and learns nothing of what is hidden or gone."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from campaign_site.pages.mistyped import places, slips
from stories.consent.choices import AskedBy, TakedownMode
from stories.takedown import take_down
from tests.factories.pages import ContentPageFactory, HelpPageFactory, home
from tests.factories.stories import StoryFactory
from tests.pages.main_part import main_of

pytestmark = pytest.mark.django_db


def found(client, address: str, **headers):
    """Follow an address to its end; return the answer, which is the page that says so."""
    answer = client.get(address, follow=True, headers=headers)
    assert answer.status_code == 404
    return answer


def language(answer) -> str:
    return re.search(r'<html lang="([^"]*)"', answer.text).group(1)


@pytest.mark.parametrize(
    "typed",
    [
        "/en/ABOUT/",
        "/EN/About/",
        "/en//about/",
        "/en/about/)/",
        "/en/about/.",
        "/de/about/",
        "/zh-hans/about/",
        "/About",
    ],
)
def test_the_page_that_was_meant_is_offered(client, typed):
    page = ContentPageFactory(slug="about", title="About us")
    answer = found(client, typed, accept_language="en")
    assert language(answer) == "en"
    assert f'<a href="{page.url}">About us</a>' in main_of(answer)


@pytest.mark.parametrize(
    ("typed", "meant"), [("/en/PLEDGE/", "/en/pledge/"), ("/es/Press/Feed.RSS", "/es/press/feed.rss")]
)
def test_an_address_of_ours_that_is_no_page_is_offered_too(client, typed, meant):
    assert f'href="{meant}"' in main_of(found(client, typed))


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("/ar/none/", "ar"),
        ("/FR/none/", "fr"),
        ("/Ar/", "ar"),
        ("/fr-ca/none/", "fr"),
        ("/de/none/", "es"),
        ("/zh-hans/none/", "es"),
        ("/none/", "es"),
        ("/none", "es"),
        ("/%ff%fe/", "es"),
        ("/ar/%ff%00/", "ar"),
        ("/ar/" + "%d8%a7" * 90 + "/", "ar"),
        ("/<script>alert(1)</script>", "es"),
        ("/" + "x" * 3000, "es"),
        ("/en/'; DROP TABLE/", "en"),
    ],
)
def test_the_answer_is_in_the_language_of_the_address_else_of_the_browser(client, typed, answered):
    answer = found(client, typed, accept_language="de, es;q=0.8, en;q=0.5")
    assert language(answer) == answered
    assert answer.text.count("<h1") == 1
    assert f'action="/{answered}/search/"' in main_of(answer) and f'href="/{answered}/help/"' in main_of(answer)
    assert "<script>alert" not in answer.text and "DROP" not in main_of(answer)


@pytest.mark.parametrize(
    ("typed", "arrives"), [("/help", "/es/help/"), ("/help/", "/es/help/"), ("/ar/help", "/ar/help/")]
)
def test_help_without_a_language_or_a_slash_is_found(client, typed, arrives):
    for code in ("es", "ar"):
        HelpPageFactory(parent=home(code))
    answer = client.get(typed, follow=True, headers={"Accept-Language": "es"})
    assert answer.status_code == 200 and answer.request["PATH_INFO"] == arrives


def test_a_page_that_is_there_in_other_languages_only_is_offered_in_those(client):
    for code in ("en", "ar"):
        ContentPageFactory(slug="about", parent=home(code))
    text = main_of(found(client, "/fr/about/"))
    offered = re.findall(r'href="(/\w\w/about/)" hreflang="(\w\w)" lang="(\w\w)"', text)
    assert offered == [("/en/about/", "en", "en"), ("/ar/about/", "ar", "ar")]


def test_whoever_writes_a_dialect_of_ours_gets_the_page_there_is(client):
    ContentPageFactory(slug="about")
    answer = found(client, "/fr-ca/about/")
    assert language(answer) == "fr" and 'href="/en/about/" hreflang="en"' in main_of(answer)


def test_a_draft_is_offered_in_no_language(client):
    for code in ("en", "fr"):
        ContentPageFactory(slug="about", parent=home(code), live=False)
    assert "/about/" not in main_of(found(client, "/fr/About/"))


@pytest.mark.parametrize("mode", TakedownMode.values)
def test_nobody_tells_a_story_that_was_taken_back_from_one_that_never_was(client, mode):
    story = StoryFactory(live=True)
    address = story.url
    before = client.get(address)
    assert before.status_code == 200
    take_down(story.contributor, mode=mode, asked_by=AskedBy.PERSON)
    gone = found(client, address)
    never = found(client, f"/en/stories/{'x' * len(story.slug)}/")
    assert gone.text.replace(story.slug, "x" * len(story.slug)) == never.text
    headers = [dict(answer.headers) for answer in (gone, never)]
    assert headers[0] == headers[1]
    assert main_of(found(client, address.upper())) == main_of(found(client, "/EN/STORIES/NEVER/"))


def test_a_hidden_page_is_asked_for_as_often_as_it_likes_and_never_echoed(client):
    answer = found(client, "/en/secret-word-7/?q=secret-word-8")
    assert "secret-word" not in main_of(answer) and "secret-word-8" not in answer.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/", []),
        ("/en/", []),
        ("/en/a\x00b/", []),
        ("/en/" + "a" * 500, []),
        ("/en/../..//", []),
        ("/en/At-Risk", ["at-risk/"]),
        ("/xx/stories/A", ["xx/stories/a/", "stories/a/"]),
        ("/ar/%(x)s/{{ y }}", ["xs/y/", "y/"]),
    ],
)
def test_an_address_is_read_as_ours_are_written(typed, read):
    assert places(typed) == read


def test_looking_for_what_was_meant_takes_few_queries(client, django_assert_max_num_queries):
    ContentPageFactory(slug="about")
    # Wagtail keeps where its sites begin once it has been asked for an address.
    client.get("/en/About/")
    with django_assert_max_num_queries(6):
        assert client.get("/en/About/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "other", "count"),
    [("about", "about", 0), ("abuot", "about", 1), ("abot", "about", 1), ("aboout", "about", 1),
     ("abxut", "about", 1), ("bauot", "about", 2), ("press", "about", 3), ("", "ab", 2), ("abcd", "cdab", 3)],
)  # fmt: skip
def test_slips_are_counted(typed, other, count):
    assert slips(typed, other, 2) == slips(other, typed, 2) == count


@pytest.mark.parametrize("typed", ["/ar/resuorces/", "/ar/resorces", "/ar/erssources/", "/ar/Resourcess/"])
def test_a_slip_in_an_address_is_understood_in_the_right_language(client, typed):
    page = ContentPageFactory(parent=home("ar"), slug="resources", title="مواد")
    ContentPageFactory(slug="resources")
    answer = found(client, typed)
    assert language(answer) == "ar" and f'<a href="{page.url}">مواد</a>' in main_of(answer)


def test_so_is_one_at_any_place_of_it_and_in_the_address_of_a_view(client):
    above = ContentPageFactory(slug="about", title="About us")
    below = ContentPageFactory(parent=above, slug="the-team", title="The team")
    assert f'href="{below.url}"' in main_of(found(client, "/en/abuot/the-taem/"))
    assert 'href="/en/pledge/check/"' in main_of(found(client, "/en/pledge/chekc/"))
    assert 'href="/en/transparency/"' in main_of(found(client, "/en/transparancy/"))


def test_a_short_name_above_is_not_taken_for_a_language_alone(client):
    below = ContentPageFactory(parent=ContentPageFactory(slug="faq"), slug="contact", title="Ask us")
    assert f'href="{below.url}"' in main_of(found(client, "/en/faq/contcat/"))


@pytest.mark.parametrize(("slug", "typed", "is_meant"), [
    ("act", "/en/axt/", False), ("join", "/en/jojn/", True),
    ("support", "/en/sopporr/", False), ("supports", "/en/sopporrs/", True),
])  # fmt: skip
def test_the_longer_an_address_the_more_slips_are_taken_for_such(client, slug, typed, is_meant):
    page = ContentPageFactory(slug=slug, title="That one")
    assert (f'href="{page.url}"' in main_of(found(client, typed))) is is_meant


@pytest.mark.parametrize("typed", ["/en/abc/", "/en/contact-them/", "/en/hlep/now/", "/en/a/", "/en/xxout/"])
def test_what_is_no_slip_is_not_guessed(client, typed):
    ContentPageFactory(slug="abd", title="Shorter")
    ContentPageFactory(slug="contact-us", title="Contact")
    ContentPageFactory(slug="about-us", title="About us")
    assert "Did you look" not in main_of(found(client, typed))


def test_a_slip_finds_no_page_that_is_not_public_and_shows_nothing_that_was_typed(client):
    draft, hidden = ContentPageFactory(slug="resource", live=False), ContentPageFactory(slug="resources")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    answer = found(client, "/en/resourcess/")
    assert "Did you look" not in main_of(answer) and "resourcess" not in main_of(answer)
    assert draft.title not in answer.text and hidden.title not in answer.text


def test_few_questions_are_asked_however_many_pages_there_are(client):
    ContentPageFactory(slug="resources")
    found(client, "/en/resorces/")
    counts = []
    for round_number in range(2):
        with CaptureQueriesContext(connection) as asked:
            found(client, "/en/resorces/")
        counts.append(len(asked))
        for number in range(5):
            ContentPageFactory(slug=f"resource{round_number}{number}")
    assert counts[1] == counts[0] <= 20
