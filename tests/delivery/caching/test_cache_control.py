"""Every class of answer says who may keep it and for how long: docs/delivery.md has the table."""

import pytest
from django.core.wsgi import get_wsgi_application

from campaign_site.delivery.page_cache.application import PageCache
from campaign_site.media.renditions import make_renditions
from donations import pledging
from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.transparency.publishing import publish
from tests.delivery.caching.cache_control_table import Rule, rules
from tests.delivery.edge.test_copies import EDGE
from tests.delivery.page_cache.visitor import Visitor
from tests.factories.about import ContactPageFactory, mailbox
from tests.factories.donations import PledgeFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory, CampaignRecordingFactory
from tests.factories.pages import AtRiskPageFactory, HelpPageFactory, SafetyPageFactory, page_showing
from tests.factories.press import press_room
from tests.factories.stories import StoryFactory, story_with
from tests.factories.videos import CampaignVideoFactory, page_with

pytestmark = pytest.mark.django_db(transaction=True)

# Only production's storage gives static files their names: tests/production/test_production_settings.py asks.
IN_PRODUCTION = "static file"
SENT_BY_OUR_FORM = {"sec_fetch_site": "same-origin", "origin": "null"}


def address(page) -> str:
    return page.get_url_parts()[2]


@pytest.fixture
def asked() -> dict[str, list[tuple[str, str]]]:
    """Make one of each, and return how it is asked for: method and address."""
    recording = CampaignRecordingFactory(is_voiced_by_actor=True)
    story = story_with(recording=recording)
    showing = page_showing(picture := CampaignImageFactory())
    make_renditions(picture, "text")
    page_with(film := CampaignVideoFactory())
    words = film.captions.get()
    document = CampaignDocumentFactory()
    pledging.confirm(pledge := PledgeFactory())
    ContactPageFactory(), mailbox(), press_room()
    number = publish().pk
    link = f"/en/pledge/manage/{issue_link(pledge, LinkPurpose.MANAGE)}/"
    read = {
        "public page": ["/en/", address(showing)],
        "story": [address(story), address(StoryFactory(live=True))],
        "list of stories": ["/en/stories/", "/en/stories/?page=2"],
        "who is at risk": [address(AtRiskPageFactory())],
        "help": [address(HelpPageFactory())],
        "browsing safely": [address(SafetyPageFactory())],
        "public sums": ["/en/transparency/"],
        "feed": ["/en/press/feed.rss", "/en/press/feed.atom"],
        "sitemap": ["/sitemap.xml"],
        "robots.txt": ["/robots.txt"],
        "security.txt": ["/.well-known/security.txt"],
        "drawing for other sites": [f"/embed/{pledge.programme.slug}.svg"],
        "picture": [f"/media/{picture.renditions.first().file.name}"],
        "recording": [f"/media/{recording.file.name}"],
        "video, its poster and captions": [
            f"/media/{name}" for name in (film.file_name, film.poster_name, words.name)
        ],
        "document": [f"/documents/{document.pk}/{document.filename}"],
        "search": ["/en/search/?q=words"],
        "statement, the newest": ["/en/transparency/statement.json"],
        "statement by number": [f"/en/transparency/statements/{number}.json"],
        "ledger": ["/en/transparency/ledger.csv"],
        "page with a form": ["/en/pledge/", "/en/contact/", "/en/stand/sign/", "/en/receipts/verify/"],
        "personal link": [link, "/en/pledge/manage/forged/", "/en/stand/erase/forged/"],
        "the person's own page": ["/note/"],
        "home without a language": ["/"],
        "other redirects": ["/en/stories", "/stories/", "/NOTE/"],
        "not found": ["/en/nothing/", "/media/images/nothing.jpg", "/documents/1/no.pdf", "/en/stories/nobody/"],
        "health": ["/healthz", "/readyz"],
        "admin": ["/admin/login/", "/admin/", "/admin/nothing/"],
    }
    sent = {
        "answer to a form": ["/en/pledge/", "/en/contact/send/", "/en/stand/sign/"],
        "not allowed": ["/en/", "/robots.txt", "/en/search/"],
        "webhook": ["/hooks/stripe/"],
    }
    requests = {name: [("GET", place) for place in places] for name, places in read.items()}
    return requests | {name: [("POST", place) for place in places] for name, places in sent.items()}


def test_every_answer_is_kept_by_whom_the_document_says_and_for_as_long(asked):
    site = Visitor(PageCache(get_wsgi_application()))
    table = {name: rule for name, rule in rules().items() if name != IN_PRODUCTION}
    said = {}
    for name, requests in asked.items():
        for method, place in requests:
            answer = site.ask(method, place, **EDGE, **SENT_BY_OUR_FORM)
            headers = answer.headers
            said[name, place] = Rule(headers["cache-control"], headers.get("surrogate-control", "")), answer.status
    host = site.get("/en/", host="elsewhere.example", **EDGE)
    said["not readable", "/en/"] = Rule(host.headers["cache-control"], ""), host.status
    wrong = {key: found for key, found in said.items() if found[0] != table.get(key[0])}
    assert wrong == {}
    assert table.keys() == {name for name, _place in said}
    assert {status for (name, _), (_, status) in said.items() if name in ("story", "picture", "document")} == {200}
