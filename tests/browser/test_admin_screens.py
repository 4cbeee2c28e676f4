"""Every screen of the admin in a real browser, as every role: none breaks the policy or asks another site."""

import re
from collections import Counter, defaultdict
from html.parser import HTMLParser

import pytest
from django.test import Client
from playwright.sync_api import expect
from wagtail.models import Page, Site

from campaign_site.accounts import role_table
from tests.accounts.matrix import ROLES
from tests.accounts.one_of_each import one_of_each
from tests.accounts.test_admin_addresses import ASIDE, admin_routes, filled_in, named_by
from tests.accounts.test_matrix import TABLE
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.press import PressReleasePageFactory

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

# Rows and answers that a screen fetches; no screens of their own.
PARTS = re.compile(r"/api/|results|chosen|autocomplete|multiple")
FOR_EVERYBODY = {"/admin/", "/admin/pages/", "/admin/account/", "stories.StoryPage ", "stories.StoryPage edit/"}
ROLE_NAMES = [role.name for role in role_table.ROLES]


class Working(HTMLParser):
    """What of a screen runs or is styled: two screens of one kind that are alike in it are opened once."""

    TELLING = {"src", "style", "kind", "type"}

    def __init__(self, html: str):
        super().__init__()
        self.parts: set[tuple] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in self.TELLING or name.startswith(("on", "data-")):
                told = value if name in self.TELLING or name == "data-controller" else ""
                self.parts.add((tag, name, re.sub(r"\d+", "", told or "")))


def addresses(world) -> dict[str, str]:
    """Return what to ask for, by kind of screen: every route, and every kind of page in every way it is edited."""
    found = {
        route: filled_in(route, (named_by(route, world) or [1])[-1])
        for route in admin_routes()
        if route not in ASIDE and not PARTS.search(route)
    }
    for page in Page.objects.filter(depth__gt=1).specific():
        kind, base = page._meta.label, f"/admin/pages/{page.pk}/"
        for step in ("", "edit/", "edit/preview/", "history/", "revisions/compare/earliest...latest/"):
            found[f"{kind} {step}"] = base + step
        for model in page.creatable_subpage_models():
            label = model._meta.label_lower.replace(".", "/")
            found[f"{model._meta.label} new"] = f"/admin/pages/add/{label}/{page.pk}/"
    found["settings"] = f"/admin/settings/pages/campaignsettings/{Site.objects.get().pk}/"
    return found


def readers() -> dict[str, str]:
    """Return whom the matrix lets read something at each route: the letters of their roles."""
    found: defaultdict[str, str] = defaultdict(str)
    for line in TABLE.read_text().splitlines():
        if not line.startswith(("#", "everybody")):
            letters, _senders, route = line.split()[:3]
            found[route] += letters
    return found


class Screens:
    """Finds the screens of each user: what nobody before has seen, and what looks different for everybody.

    Nobody is asked for what the matrix of roles says they are refused: that this is so, `test_matrix.py` sees.
    """

    def __init__(self, asked: dict[str, str]):
        self.asked = asked
        self.seen: set[str] = set()
        self.let_in = readers()

    def of(self, user, letter: str):
        """Yield kind, address and what works in it; `letter` is the role's in the matrix."""
        client = Client()
        client.force_login(user)
        for kind, address in self.asked.items():
            if letter not in self.let_in.get(kind, letter):
                continue
            if address not in self.seen or kind in FOR_EVERYBODY:
                answer = client.get(address)
                if answer.status_code == 200 and b"<html" in answer.content:
                    self.seen.add(address)
                    yield kind, address, Working(answer.content.decode()).parts


def test_no_screen_of_any_role_breaks_the_policy_or_asks_another_site(signed_in):
    screens = Screens(addresses(one_of_each()))
    opened, kinds, parts, complaints = Counter(), set(), set(), {}
    letters = {role: letter for letter, role in ROLES.items()} | {"superuser": "S"}
    for role in [*ROLE_NAMES, "superuser"]:
        visitor = signed_in(role if role in ROLE_NAMES else role_table.ADMINISTRATOR)
        if role not in ROLE_NAMES:
            visitor.user.is_superuser = True
            visitor.user.save()
        for kind, address, working in screens.of(visitor.user, letters[role]):
            # Each kind once, and whatever has something in it that has not run yet.
            if kind not in kinds or kind in FOR_EVERYBODY or working - parts:
                visitor.open(address, patience=90)
                opened[role] += 1
            kinds.add(kind)
            parts |= working
            if visitor.problems:
                complaints[role, address] = visitor.problems[:]
                visitor.problems.clear()
    assert complaints == {}
    assert len(kinds) >= 180 and len(parts) >= 300 and sum(opened.values()) >= 200, (
        len(kinds),
        len(parts),
        opened,
    )
    assert set(opened) == {*ROLE_NAMES, "superuser"}


def test_what_wagtail_starts_by_inline_scripts_works_without_them(signed_in):
    """Pickers, rich text, a picture chosen, the preview in its frame, rows added, several pages at once."""
    page_of_person = AmbassadorPageFactory(role="global_ambassador")
    release = PressReleasePageFactory(live=False, complete=True)
    picture = CampaignImageFactory(title="A field at noon")
    visitor = signed_in(role_table.PRESS_OFFICER)
    page = visitor.page

    visitor.open(f"/admin/pages/{release.pk}/edit/")
    page.locator("#id_date").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_be_visible()
    page.locator("#id_subtitle").click()
    page.locator("#id_embargo_until").click()
    expect(page.locator(".xdsoft_datetimepicker:visible .xdsoft_time").first).to_be_visible()
    page.locator("#id_embargo_until").press("Escape")
    writing = page.locator("[data-contentpath=notes] .public-DraftEditor-content")
    writing.click()
    page.keyboard.type("Typed into rich text.")
    expect(writing).to_contain_text("Typed into rich text.")
    page.locator("[data-side-panel-toggle=preview]").click()
    shown = page.frame_locator("[data-side-panel=preview] iframe").last
    expect(shown.get_by_role("heading", level=1)).to_have_text(release.title)

    visitor.open(f"/admin/pages/{page_of_person.pk}/edit/")
    page.get_by_role("button", name="Choose an image").first.click()
    page.get_by_role("dialog").get_by_role("link", name=picture.title).click()
    expect(page.locator("#id_portrait-chooser")).to_contain_text(picture.title)
    page.get_by_role("button", name="Add press release").click()
    page.get_by_role("button", name="Choose a page").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Press")
    page.keyboard.press("Escape")

    visitor.open(f"/admin/pages/{release.get_parent().pk}/")
    page.locator("[data-bulk-action-checkbox]").last.check()
    page.locator("[data-bulk-action-button]:visible").first.click()
    page.wait_for_url("**/bulk/**")
    assert visitor.problems == []
