"""The way to a page: on every page but the entrance, for readers and for machines, and only over public pages."""

import re

import pytest

from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import ContentPageFactory, HelpPageFactory, home
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory, story_index

pytestmark = pytest.mark.django_db


def way(client, address: str) -> list[tuple[str, str]]:
    """Return the steps that the page shows: (address, words), each marked up with its position."""
    text = client.get(address).text.split('class="breadcrumbs"', 1)[1].split("</nav>", 1)[0]
    assert 'itemtype="https://schema.org/BreadcrumbList"' in text
    steps = re.findall(r'itemprop="item" href="([^"]+)"><span itemprop="name">([^<]+)</span>', text)
    assert re.findall(r'itemprop="position" content="(\d+)"', text) == [str(n + 1) for n in range(len(steps))]
    return steps


@pytest.mark.parametrize(
    ("factory", "above"),
    [
        (PressReleasePageFactory, ("/en/press/", "Press")),
        (AmbassadorPageFactory, ("/en/ambassadors/", "Ambassadors")),
        (ProgrammePageFactory, ("/en/programmes/", "Programmes")),
        (lambda: StoryFactory(live=True), ("/en/stories/", "Stories")),
    ],
)
def test_a_page_names_the_list_that_it_is_in(client, factory, above):
    assert way(client, factory().url) == [("/en/", "Home"), above]


@pytest.mark.parametrize("address", ["/en/stories/", "/en/search/", "/en/pledge/", "/en/no-such-page/"])
def test_lists_views_and_error_pages_lead_home(client, address):
    assert way(client, address) == [("/en/", "Home")]


def test_the_entrance_has_no_way_to_itself(client):
    assert 'class="breadcrumbs"' not in client.get("/en/").text


def test_a_page_deep_in_the_house_names_each_live_page_above_it_and_no_hidden_one(client):
    top = ContentPageFactory(title="Top", slug="top")
    hidden = ContentPageFactory(title="Hidden", slug="hidden", parent=top, live=False)
    page = ContentPageFactory(slug="page", parent=hidden)
    assert way(client, page.url) == [("/en/", "Home"), ("/en/top/", "Top")]


def test_a_story_is_never_named_by_its_code_on_the_way(client):
    story = StoryFactory(live=True)
    assert story.title not in str(way(client, story.url))


def test_the_way_is_in_the_language_of_the_page(client):
    story_index("ar")
    assert way(client, "/ar/stories/")[0][0] == "/ar/"


def test_pages_right_below_the_entrance_ask_nothing_for_it(django_assert_num_queries):
    page = HelpPageFactory(parent=home())
    with django_assert_num_queries(0):
        assert page.breadcrumbs == ()
