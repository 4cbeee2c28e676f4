"""One of everything that strangers can ask for, and under each route of the site the addresses that lead to it."""

import re

from django.conf import settings
from wagtail.models import Page

from campaign_site.movement.choices import LinkPurpose as MovementLink
from campaign_site.movement.links import issue_link as issue_movement_link
from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.models import PublishedStatement, Receipt
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from donations.transparency.publishing import publish
from stories.consent import codes
from tests.accounts.matrix import public_routes
from tests.donations.money_facts import NOON, fact
from tests.factories.about import ContactPageFactory, PrivacyPageFactory, mailbox
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory
from tests.factories.movement import CommitmentFactory, StandPageFactory
from tests.factories.pages import AtRiskPageFactory, HelpPageFactory, SafetyPageFactory, home, page_showing
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory
from tests.naughty.wire import Request, encoded

PAGES = r"/en/((?:[\w\-]+/)*)"
TO_THE_NOTE = "/[Nn][Oo][Tt][Ee](?:/|$)"
DOCUMENT = r"/documents/(\d+)/(.*)"


def public_requests() -> dict[str, list[Request]]:
    """Make what can be asked for; return what is asked at each route of the public site."""
    world = public_world()
    return {route: asked_at(route, world) for route in public_routes()}


def public_world() -> dict[str, list[Request]]:
    """Make what can be asked for; return for each route what is asked, so that a page with forms comes back."""
    story = StoryFactory(live=True)
    image = CampaignImageFactory()
    for page in (
        PressReleasePageFactory(), AtRiskPageFactory(), HelpPageFactory(), SafetyPageFactory(), StandPageFactory(),
        ContactPageFactory(), PrivacyPageFactory(), page_showing(image),
    ):  # fmt: skip
        assert page.url
    mailbox()
    document = CampaignDocumentFactory()
    digits = codes.issue(story.contributor, None)
    pages = Page.objects.live().filter(path__startswith=home().path)
    return {
        PAGES: [_get(page.url) for page in pages],
        TO_THE_NOTE: [_get("/Note"), _get("/note/x")],
        DOCUMENT: [_get(f"/documents/{document.pk}/{document.filename}")],
        "/media/<path:name>": [_get(image.get_rendition("width-400").url), _get(f"/media/{image.file.name}")],
        "/documents/authenticate_with_password/<int:restriction_id>/": [
            _get("/documents/authenticate_with_password/1/")
        ],
        "/note/": [_get("/note/"), _post("/note/", digits=digits)],
        **_of_money(),
        **_of_the_movement(),
    }


def _get(address: str) -> Request:
    path, _, query = address.removeprefix(settings.SITE_URL).partition("?")
    return Request(path.encode(), query.encode())


def _post(address: str, **fields: str) -> Request:
    body = encoded([(name.encode(), value.encode()) for name, value in fields.items()])
    return Request(address.encode(), method="POST", body=body)


def _of_money() -> dict[str, list[Request]]:
    BankAccountFactory()
    programme = ProgrammePageFactory(with_goal=True)
    pledge = PledgeFactory(confirmed=True, monthly=True, programme=programme)
    receive(fact(MoneyKind.RECEIVED, 50_00, "pay-1"), pledge)
    publish()
    receipt = Receipt.objects.get()
    thanks, manage, stop = (
        issue_link(pledge, purpose) for purpose in (LinkPurpose.THANKS, LinkPurpose.MANAGE, LinkPurpose.STOP)
    )
    confirm = issue_link(PledgeFactory(programme=programme), LinkPurpose.CONFIRM)
    own = f"/en/pledge/manage/{manage}"
    return {
        "/embed/<str:programme>.svg": [_get(f"/embed/{programme.slug}.svg?language=fr")],
        "/en/pledge/": [_get("/en/pledge/"), _get(f"/en/pledge/?programme={programme.slug}&currency=EUR")],
        "/en/pledge/confirm/<str:token>/": [_get(f"/en/pledge/confirm/{confirm}/")],
        "/en/pledge/manage/<str:token>/": [_get(f"{own}/")],
        "/en/pledge/manage/<str:token>/card/": [_post("/en/pledge/manage/unknown/card/")],
        "/en/pledge/manage/<str:token>/receipts/<str:number>.json": [
            _get(f"{own}/receipts/{receipt.number}.json")
        ],
        "/en/pledge/manage/<str:token>/receipts/<str:number>.pdf": [
            _get("/en/pledge/manage/unknown/receipts/1.pdf")
        ],
        "/en/pledge/manage/<str:token>/receipts/<str:number>/": [_get(f"{own}/receipts/{receipt.number}/")],
        "/en/pledge/manage/<str:token>/years/<int:year>.pdf": [_get(f"{own}/years/1.pdf")],
        "/en/pledge/manage/<str:token>/years/<int:year>/": [_get(f"{own}/years/{NOON.year}/")],
        "/en/pledge/stop/<str:token>/": [_get(f"/en/pledge/stop/{stop}/")],
        "/en/pledge/thanks/<str:token>/": [_get(f"/en/pledge/thanks/{thanks}/")],
        "/en/pledge/thanks/<str:token>/card/": [_post("/en/pledge/thanks/unknown/card/")],
        "/en/transparency/statements/<int:number>.json": [
            _get(f"/en/transparency/statements/{PublishedStatement.objects.get().pk}.json")
        ],
    }


def _of_the_movement() -> dict[str, list[Request]]:
    waiting, confirmed = CommitmentFactory(), CommitmentFactory(confirmed=True)
    return {
        "/en/stand/confirm/<str:token>/": [_get(issue_movement_link(waiting, MovementLink.CONFIRM))],
        "/en/stand/erase/<str:token>/": [_get(issue_movement_link(confirmed, MovementLink.ERASE))],
    }


def asked_at(route: str, world: dict[str, list[Request]]) -> list[Request]:
    """Return what is asked at a route; one without parameters is asked as it stands."""
    if route in world:
        return world[route]
    assert not re.search(r"[<(\\[]", route), f"Let public_world() say what the parameters of {route} stand for"
    return [_get(route)]
