"""Two processes behind Varnish with deploy/varnish/default.vcl."""

from urllib.parse import urlsplit

import pytest

from tests.factories.pages import ContentPageFactory
from tests.production import engines
from tests.production.conftest import Door

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def doors(start, redis):
    """Two application processes and the edge in front of the first."""
    with (
        start(CACHE_URL=redis) as one,
        start(CACHE_URL=redis) as two,
        engines.varnish(urlsplit(one.address).port) as edge,
    ):
        yield one, two, Door(edge)


def test_what_is_taken_down_is_gone_from_every_process_and_from_the_edge(doors):
    page = ContentPageFactory(title="Soon gone", slug="soon-gone")
    for door in doors:
        assert b"Soon gone" in door.ask("/en/soon-gone/").body
    page.unpublish()
    # A process trusts its idea of what is published for a second.
    for door in doors:
        engines.wait_for(lambda door=door: door.ask("/en/soon-gone/").status == 404)


def test_the_edge_keeps_what_it_may_and_passes_the_rest(doors):
    _one, _two, edge = doors
    home = edge.ask("/en/")
    assert home.status == 200
    assert "x-varnish" not in home.headers
    style = home.body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    edge.ask(style)
    assert int(edge.ask(style).headers["age"]) >= 0
    assert edge.ask("/healthz").status == 200
    assert edge.ask("/admin/login/").headers["set-cookie"].startswith("__Secure-csrf=")


def test_a_cookie_of_somebody_changes_nothing_and_is_given_to_nobody(doors):
    _one, _two, edge = doors
    first = edge.ask("/en/", Cookie="__Secure-session=somebody")
    second = edge.ask("/en/")
    assert first.status == second.status == 200
    assert "set-cookie" not in first.headers
    assert first.headers["content-security-policy"] == second.headers["content-security-policy"]


def test_forms_are_never_kept(doors):
    _one, _two, edge = doors
    assert edge.ask("/en/", method="POST", data=b"x=1").status in {403, 405}
    assert edge.ask("/en/").status == 200


@pytest.mark.parametrize(("said", "has_artwork"), [("on", False), (" ON", False), ("on, on", True), ("off", True)])
def test_a_wish_for_less_data_is_one_of_two_at_the_edge_however_it_is_said(doors, said, has_artwork):
    _one, _two, edge = doors
    home = edge.ask("/en/", Save_Data=said)
    assert "Save-Data" in home.headers["vary"]
    assert (b'class="art"' in home.body) is has_artwork
