"""What the edge is told that it may keep: never more than was right when it asked."""

import re
import time

import pytest
from django.core.wsgi import get_wsgi_application

from campaign_site.delivery.caching.publication import TRUST_SECONDS
from campaign_site.delivery.edge.copies import KEPT_SECONDS, OUTLIVES_SECONDS, WHILE_ASKING_SECONDS, said_to_edge
from campaign_site.delivery.page_cache.application import PageCache
from campaign_site.delivery.page_cache.entries import Shelves
from campaign_site.pages.models import ContentPage
from tests.delivery.page_cache.test_application import Always, toy
from tests.delivery.page_cache.visitor import Visitor
from tests.factories.pages import ContentPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

EDGE = {"surrogate_capability": 'edge="Surrogate/1.0"'}
SAID = {"surrogate-control", "surrogate-key"}
KEPT = f"max-age={KEPT_SECONDS - WHILE_ASKING_SECONDS}, stale-while-revalidate={WHILE_ASKING_SECONDS}"


@pytest.fixture
def site():
    return Visitor(PageCache(get_wsgi_application()))


def visitor(application, **epoch) -> Visitor:
    return Visitor(PageCache(application, epoch=Always(**epoch)))


def test_a_copy_and_the_trust_it_was_made_in_are_within_what_a_take_down_promises():
    assert KEPT_SECONDS + TRUST_SECONDS <= 5


def test_browsers_are_told_nothing_of_it(site):
    for _ in range(2):
        assert not SAID & site.get("/en/").headers.keys()


def test_a_page_is_kept_for_seconds_and_found_by_what_it_shows(site):
    for _ in range(2):
        home = site.get("/en/", **EDGE)
        assert home.headers["surrogate-control"] == KEPT
        assert home.headers["surrogate-key"] == "content numbers"


def test_only_a_page_without_a_story_outlives_the_application():
    other, lasting = (visitor(toy(outlives=one)).get("/en/help/", **EDGE).headers for one in (False, True))
    assert (other["surrogate-control"], other["surrogate-key"]) == (KEPT, "content")
    assert lasting["surrogate-control"] == f"max-age={KEPT_SECONDS}, stale-if-error={OUTLIVES_SECONDS}"
    # What withdraws a story while the application is down does not take help away.
    assert lasting["surrogate-key"] == "lasting"


@pytest.mark.parametrize(("left", "kept"), [(100.0, KEPT_SECONDS), (2.5, 2), (1.5, 1), (0.5, 0), (-1.0, 0)])
def test_no_copy_outlives_the_hour_at_which_something_changes_by_itself(left, kept):
    said = dict(said_to_edge(time.time() + left))["Surrogate-Control"]
    assert sum(map(int, re.findall(r"=(\d+)", said))) == kept
    assert said.startswith("max-age=0") == (kept == 0)


def test_the_edge_is_never_given_what_a_process_only_trusts(site):
    page = ContentPageFactory(title="Soon gone", slug="soon-gone")
    assert site.get("/en/soon-gone/", **EDGE).status == 200
    # Round the models, as what happens in another process is not heard of here.
    ContentPage.objects.filter(pk=page.pk).update(live=False)
    assert site.get("/en/soon-gone/").status == 200
    assert site.get("/en/soon-gone/", **EDGE).status == 404


def test_the_edge_does_not_keep_what_something_changed_beneath():
    cache = PageCache(toy(before=lambda: cache.epoch.move(content=2)), epoch=Always())
    answer = Visitor(cache).get("/en/", **EDGE)
    assert (answer.status, answer.headers["surrogate-control"]) == (200, "max-age=0")


def test_the_edge_asks_whether_its_copy_is_still_the_same_and_keeps_it_anew():
    asking = visitor(toy())
    first = asking.get("/en/", **EDGE)
    again = asking.get("/en/", if_none_match=first.headers["etag"], **EDGE)
    assert (again.status, again.headers["surrogate-control"]) == (304, first.headers["surrogate-control"])


def test_helplines_are_kept_at_the_edge_while_the_database_is_away():
    asking = visitor(toy(outlives=True))
    first = asking.get("/en/help/", **EDGE)
    asking.application.epoch.is_away = True
    assert asking.get("/en/help/", **EDGE) == first


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml"])
def test_an_address_without_a_language_is_the_same_in_every_language(site, address):
    first = site.get(address, accept_language="ar")
    site.application.shelves = Shelves()
    assert site.get(address, accept_language="fr") == first
    assert "Accept-Language" not in first.headers.get("vary", "") and "content-language" not in first.headers
    assert len(site.application.shelves) == 1


def test_the_edge_leads_to_the_language_of_the_reader_by_copies_of_one_for_each(site):
    start = site.get("/", accept_language="fr", **EDGE)
    assert (start.status, start.headers["location"]) == (302, "/fr/")
    assert start.headers["vary"] == "Accept-Language"
    assert start.headers["surrogate-control"] == KEPT
    assert not SAID & site.get("/", accept_language="fr").headers.keys()
