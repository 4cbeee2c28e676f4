"""What Varnish keeps with deploy/varnish/default.vcl, what makes it forget, and what nobody can make it do."""

import base64
import time
from datetime import timedelta
from http.client import RemoteDisconnected
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from campaign_site.delivery.caching.publication import TRUST_SECONDS
from campaign_site.delivery.edge import purges
from campaign_site.delivery.edge.copies import KEPT_SECONDS
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from stories.models import StoryPage
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, HelpPageFactory
from tests.factories.stories import StoryFactory
from tests.production import engines, raw
from tests.production.doors import Door

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

# How long a copy that is too old is shown while a new one is made: deploy/varnish/default.vcl.
MADE_ANEW_SECONDS = 10.0
TOKEN = "only the edge and the site know this"


@pytest.fixture
def site(start):
    """A process, and the edge in front of it."""
    with start() as one, engines.varnish(urlsplit(one.address).port, token=TOKEN) as edge:
        yield one, Door(edge)


@pytest.fixture
def mortal(start):
    """The edge, and what stops the application behind it."""
    port = engines.free_port()
    application = start(port=port)
    application.__enter__()
    with engines.varnish(port, token=TOKEN) as edge:
        stop = [application]
        yield Door(edge), lambda: stop.pop().__exit__(None, None, None)
        for left in stop:
            left.__exit__(None, None, None)


@pytest.fixture
def purging(settings):
    """`purging(edge)`: let this process purge there, as the site does that knows its edge."""

    def by(door, token=TOKEN):
        settings.SITE_URL = f"https://{door.defaults['Host']}"
        settings.EDGE_PURGE_URLS, settings.EDGE_PURGE_TOKEN = [door.address], token

    return by


def copy_of(door, path: str, **headers) -> str:
    """Return the number of the copy that the edge answered with, or nothing if this was made for the request."""
    said = door.ask(path, Edge_Purge_Token=TOKEN, **headers).headers["x-varnish"].split()
    return said[1] if len(said) == 2 else ""


def is_kept(door, path: str) -> bool:
    """Whether the edge answers more than once with one copy."""
    return any(copy_of(door, path) for _ in range(3))


def shares_the_copy(door, path: str, **headers) -> bool:
    """Whether this is answered with the copy that others get of the home page, or made theirs."""

    def found(*asked, **said) -> str:
        return copy_of(door, *asked, **said) or copy_of(door, *asked, **said)

    before, found_so, after = found("/en/"), found(path, **headers), found("/en/")
    return found_so in {before, after} - {""}


def test_what_is_taken_down_is_gone_from_every_process_and_from_the_edge(start, redis, purging):
    page = ContentPageFactory(title="Soon gone", slug="soon-gone")
    with (
        start(CACHE_URL=redis) as one,
        start(CACHE_URL=redis) as two,
        engines.varnish(urlsplit(one.address).port, token=TOKEN) as address,
    ):
        doors = (edge := Door(address)), one, two
        purging(edge)
        for door in doors:
            assert b"Soon gone" in door.ask("/en/soon-gone/").body
        page.unpublish()
        # Purged before anybody asks again, though the process behind it may still trust what it knew.
        assert edge.ask("/en/soon-gone/").status == 404
        for door in doors:
            engines.wait_for(lambda door=door: door.ask("/en/soon-gone/").status == 404)


def test_the_edge_keeps_what_it_may_and_passes_the_rest(site):
    _one, edge = site
    home = edge.ask("/en/")
    assert home.status == 200
    told = {"x-varnish", "via", "surrogate-control", "surrogate-key", "edge-copy-age"}
    assert not told & home.headers.keys()
    style = home.body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    for path in ("/en/", "/robots.txt", "/sitemap.xml", "/en/stories/", style):
        assert is_kept(edge, path), path
    for path in ("/healthz", "/en/pledge/", "/en/search/?q=a", "/note/", "/admin/login/", "/en/nothing/"):
        assert not is_kept(edge, path), path
    assert edge.ask("/admin/login/").headers["set-cookie"].startswith("__Secure-csrf=")
    packed = {name: edge.ask("/en/", Accept_Encoding=name) for name in ("br", "gzip", "identity")}
    assert [packed[name].headers.get("content-encoding") for name in packed] == ["br", "gzip", None]
    assert packed["identity"].body == home.body


def test_what_a_stranger_says_changes_no_copy_and_makes_none(site):
    """An attacker wants others to get another page, or the application to make every page anew."""
    one, edge = site
    clean = edge.ask("/en/")
    spoken = [
        {"Cookie": "__Secure-session=somebody"},
        {"Authorization": "Basic x"},
        {"X_Forwarded_Host": "evil.example"},
        {"X_Original_URL": "/evil"},
        {"X_Rewrite_URL": "/evil"},
        {"X_HTTP_Method_Override": "DELETE"},
        {"Accept_Language": "ar"},
        {"Surrogate_Capability": "evil"},
        {"X_Edge_Encoding": "br"},
        {"If_None_Match": '"evil"'},
        {"Accept_Encoding": "gzip;q=0, evil"},
        {"Save_Data": "off"},
        {"Save_Data": "on, on"},
        {"Host": "CAMPAIGN.example:443"},
        {"Host": "campaign.example."},
        {"Edge_Purge_Token": "evil"},
    ]
    for headers in spoken:
        for door in (edge, one):
            answer = door.ask("/en/", **headers)
            assert (answer.status, answer.body) == (200, clean.body), headers
            assert "set-cookie" not in answer.headers and b"evil" not in answer.body
        assert "Edge_Purge_Token" in headers or shares_the_copy(edge, "/en/", **headers), headers
    for query in ("?evil=%3Cscript%3E", "?", "?a=1&b=2", "?utm_source=x&pages=2", "?&&="):
        assert edge.ask(f"/en/{query}").body == clean.body
        assert shares_the_copy(edge, f"/en/{query}"), query
    for wish, has_artwork in (("on", False), (" ON", False), ("off", True)):
        home = edge.ask("/en/", Save_Data=wish)
        assert "Save-Data" in home.headers["vary"] and (b'class="art"' in home.body) is has_artwork
    part = edge.ask("/en/", Range="bytes=0-9")
    assert (part.status, part.body) == (206, clean.body[:10])
    assert edge.ask("/en/", If_None_Match=clean.headers["etag"]).status == 304
    assert edge.ask("/en/").body == clean.body
    assert edge.ask("/en/", X_Forwarded_Proto="http").status == 301
    assert edge.ask("/en/").status == 200


def test_a_name_with_an_underscore_changes_no_copy(site):
    """An attacker is the first to ask for a page, and spells a header as only the application reads it."""
    _one, edge = site
    names = (
        "Save_Data: on",
        "Accept_Language: ar",
        "Accept_Encoding: br",
        "X_Forwarded_Proto: http",
        "If_None_Match: *",
    )
    for number, line in enumerate(names, 2):
        address = f"/en/?page={number}"
        raw.ask(edge.address, f"GET {address}", line, "X-Forwarded-Proto: https")
        shown = edge.ask(address)
        assert shown.status == 200 and b'class="art"' in shown.body, line


def test_a_character_set_named_with_a_get_changes_no_copy(site):
    """An attacker has Django read the query in another character set than caches do."""
    one, edge = site
    for region in ("east_africa", "west_africa"):
        StoryFactory(live=True, region=region)
    address = "/en/stories/?region=east_africa"
    raw.ask(edge.address, f"GET {address}", "Content-Type: text/plain; charset=cp037", "X-Forwarded-Proto: https")
    first, second = StoryPage.objects.order_by("pk")
    for door in (edge, one):
        shown = door.ask(address).body.decode()
        assert first.slug in shown and second.slug not in shown


def test_strange_request_lines_are_refused_or_mean_what_they_say(site):
    """An attacker speaks past what the edge looks at, to the application behind it."""
    one, edge = site
    clean = edge.ask("/en/")
    for method in ("TRACE", "CONNECT", "PURGE", "BAN", "EVIL", "get"):
        answer = raw.ask(edge.address, f"{method} /en/")
        assert answer.status in {400, 405} and b"evil" not in answer.body, method
    assert raw.ask(edge.address, "PURGE /en/", "Surrogate-Key: content", "Edge-Purge-Token: evil").status == 405
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for door in (edge, one):
            assert door.ask("/en/", method=method, data=b"x=1").status in {403, 405}
    whole = raw.ask(edge.address, "GET http://campaign.example/en/", host="elsewhere.example")
    assert (whole.status, whole.body) == (200, clean.body)
    foreign = raw.ask(edge.address, "GET http://elsewhere.example/en/")
    assert foreign.status == 400 and b"elsewhere" not in foreign.body
    assert raw.ask(edge.address, "GET https://elsewhere.example/en/").status == 400
    # A body that never comes, with a GET, and two words for one thing: the edge waits for it, and hangs up.
    with pytest.raises(RemoteDisconnected):
        raw.ask(edge.address, "GET /en/?page=1&page=2&page=%3Cevil", "Content-Length: 6")
    assert b"evil" not in raw.ask(edge.address, "GET /en/?page=1&page=2&page=%3Cevil").body
    assert edge.ask("/en/").body == clean.body


def test_a_change_is_purged_and_a_purge_that_was_refused_is_tried_again(site, purging):
    _one, edge = site
    page = ContentPageFactory(title="First words", slug="words")
    assert b"First words" in edge.ask("/en/words/").body
    purging(edge, token="not the one that the edge knows, and long")
    page.title = "Other words"
    page.save_revision().publish()
    row = OutboxItem.objects.get(kind=purges.KIND)
    assert (row.done_at, row.last_error) == (None, "NotPurged")
    assert b"First words" in edge.ask("/en/words/").body
    purging(edge)
    purges.purge_item(row)
    assert b"Other words" in edge.ask("/en/words/").body


def test_while_the_application_is_down_help_stays_and_no_story_does(mortal, purging):
    edge, stop = mortal
    help_page = HelpPageFactory().get_url_parts()[2]
    stories = [StoryFactory(live=True) for _ in range(2)]
    paths = [story.get_url_parts()[2] for story in stories]
    seen = {path: edge.ask(path) for path in (help_page, *paths, "/en/stories/", "/en/")}
    assert {answer.status for answer in seen.values()} == {200}
    style = seen[help_page].body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    edge.ask(style)
    stop()
    # One while the edge can be purged, one while it cannot.
    purging(edge)
    withdraw(stories[0].contributor.consents.get(), actor=UserFactory())
    assert OutboxItem.objects.get(kind=purges.KIND).done_at
    for path in (*paths, "/en/stories/", "/en/"):
        away = edge.ask(path)
        assert away.status == 503 and b'href="/ar/help/"' in away.body
        assert away.headers["cache-control"] == "no-store" and b"campaign" not in away.body
    assert b"help" not in edge.ask("/note/").body
    assert edge.ask(help_page).body == seen[help_page].body
    assert edge.ask(style).status == 200


def test_copies_end_by_themselves_and_help_outlives_the_application(mortal):
    edge, stop = mortal
    help_page = HelpPageFactory().get_url_parts()[2]
    story = StoryFactory(live=True)
    path = story.get_url_parts()[2]
    shown = edge.ask(help_page)
    style = shown.body.decode().split('rel="stylesheet" href="')[1].split('"')[0]
    for asked in (path, "/en/stories/", "/en/", style):
        assert edge.ask(asked).status == 200
    stop()
    withdraw(story.contributor.consents.get(), actor=UserFactory())
    began = time.monotonic()
    engines.wait_for(lambda: edge.ask(path).status == 503)
    assert time.monotonic() - began < KEPT_SECONDS + TRUST_SECONDS
    for asked in ("/en/stories/", "/en/"):
        engines.wait_for(lambda asked=asked: edge.ask(asked).status == 503)
    assert edge.ask(style).status == 200
    assert edge.ask(help_page).body == shown.body


def test_help_that_is_old_is_there_from_the_first_moment_of_an_outage_on(mortal):
    """Before the edge's own questions have found out that nobody answers."""
    edge, stop = mortal
    help_page = HelpPageFactory().get_url_parts()[2]
    shown, began = edge.ask(help_page), time.monotonic()
    engines.wait_for(lambda: time.monotonic() - began > KEPT_SECONDS + MADE_ANEW_SECONDS)
    stop()
    assert edge.ask(help_page).body == shown.body
    assert edge.ask("/en/").status == 503


def test_what_is_withdrawn_while_the_edge_is_away_is_asked_for_again_and_gone_once_it_is_back(
    start, purging, time_machine, installation, settings
):
    # As the site's, or it would take the withdrawal ledger that is signed here for a damaged one, and hide all.
    settings.VAULT_KEYS = [base64.urlsafe_b64decode(installation["VAULT_KEYS"])]
    story, other = StoryFactory(live=True), StoryFactory(live=True)
    path, stays = story.get_url_parts()[2], other.get_url_parts()[2]
    port = engines.free_port()
    with start(port=port), engines.varnish_program(port, token=TOKEN) as (address, varnish):
        edge = Door(address)
        purging(edge)
        assert edge.ask(path).status == edge.ask(stays).status == 200

        varnish.stop()
        withdraw(story.contributor.consents.get(), actor=UserFactory())

        row = OutboxItem.objects.get(kind=purges.KIND)
        assert (row.done_at, row.last_error) == (None, "NotPurged")
        with pytest.raises(ConnectionRefusedError):
            edge.ask(stays)

        varnish.start()
        time_machine.move_to(timezone.now() + timedelta(minutes=1))
        outbox.run_due()

        assert not OutboxItem.objects.filter(kind=purges.KIND, done_at=None).exists()
        assert [edge.ask(path).status, edge.ask(stays).status] == [404, 200]
