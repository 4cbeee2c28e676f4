"""An editor sees each kind of page as a reader will, before anybody else does."""

import json

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.urls import reverse

from campaign_site.pages.models import BasePage
from campaign_site.pages.public_display import page_models
from stories.models import StoryPage
from tests.factories.about import (
    AccessibilityPageFactory,
    ContactPageFactory,
    CreditsPageFactory,
    PrivacyPageFactory,
)
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import ProgrammePageFactory
from tests.factories.movement import StandPageFactory
from tests.factories.pages import (
    AtRiskPageFactory,
    ContentPageFactory,
    HelpPageFactory,
    SafetyPageFactory,
    home,
)
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    client.force_login(UserFactory(is_superuser=True))


def edit_form_data(page: BasePage, client) -> dict:
    """Return what the browser would send from the page's edit form."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    data = {}
    for bound in [*form, *[field for formset in form.formsets.values() for field in formset.management_form]]:
        value = bound.value()
        if value is not None and not hasattr(value, "stream_block"):
            data[bound.html_name] = value
    return {**data, "body-count": "0"}


def policy(response) -> dict[str, str]:
    """Return the directives that a browser holds the answer to."""
    return dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))


@pytest.mark.parametrize("make", [home, ContentPageFactory, HelpPageFactory, SafetyPageFactory])
def test_the_preview_shows_what_is_being_typed(keeper, client, make):
    page = make()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    answer = client.post(address, {**edit_form_data(page, client), "introduction": "Typed this very moment"})
    assert json.loads(answer.content)["is_valid"] is True
    preview = client.get(address)
    assert preview.status_code == 200 and b"Typed this very moment" in preview.content
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in preview.headers["Cache-Control"]
    public = client.get(page.url)
    assert b"Typed this very moment" not in public.content
    # The policy of the public page, but for the frame beside the form.
    assert policy(preview) == policy(public) | {"frame-ancestors": "'self'"}


def test_a_preview_is_not_for_the_public(client):
    page = ContentPageFactory(live=False)
    for name in ("preview_on_edit", "view_draft"):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))
        assert response.status_code == 302 and "/admin/login/" in response.headers["Location"]


def test_a_draft_is_shown_to_editors_as_a_page(keeper, client):
    page = ContentPageFactory(live=False, introduction="Not yet public")
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200 and b"Not yet public" in response.content
    assert policy(response)["script-src"] == "'self'" and policy(response)["frame-ancestors"] == "'none'"


def test_every_kind_of_page_has_a_form_and_a_template():
    assert len(page_models()) >= 8
    for model in page_models():
        assert get_template(model.template)
        assert model.get_edit_handler().get_form_class()
    assert not apps.is_installed("wagtail.contrib.redirects")


ONE_OF_A_KIND = (
    HelpPageFactory, SafetyPageFactory, AtRiskPageFactory, StandPageFactory, PrivacyPageFactory,
    AccessibilityPageFactory, CreditsPageFactory, ContactPageFactory,
)  # fmt: skip


def one_of_each_kind(writer) -> dict[type[BasePage], BasePage]:
    """Return a page of every kind, most of them drafts; the story is the writer's, whom alone it is open to."""
    factories = (ContentPageFactory, AmbassadorPageFactory, PressReleasePageFactory, ProgrammePageFactory)
    drafts = [*(factory(live=False) for factory in factories), StoryFactory(live=False, owner=writer)]
    lists = [page.get_parent().specific for page in drafts]
    alone = [kind() for kind in ONE_OF_A_KIND]
    return {type(page): page for page in [home(), *alone, *drafts, *lists]}


def drafts(client, page: BasePage) -> dict[str, str]:
    """Return what the admin shows of a page's draft in each mode that is offered for it."""
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    shown = {mode: client.get(address, {"mode": mode}) for mode, _label in page.preview_modes}
    assert {response.status_code for response in shown.values()} == {200}
    return {mode: response.content.decode() for mode, response in shown.items()}


def test_every_kind_of_page_is_looked_at_on_paper_and_from_right_to_left(client):
    writer, keeper = UserFactory(role="Writer"), UserFactory(is_superuser=True)
    pages = one_of_each_kind(writer)
    assert set(pages) == set(page_models())
    for kind, page in pages.items():
        client.force_login(writer if kind is StoryPage else keeper)
        shown = drafts(client, page)
        paper = reverse("paper_styles")
        assert {mode: (' dir="rtl">' in text, paper in text) for mode, text in shown.items()} == {
            "": (False, False), "print": (False, True), "rtl": (True, False),
        }  # fmt: skip
        assert [size["device_width"] for size in page.preview_sizes] == [360, 768, 1280]
        # Nothing but what the mode is for.
        assert shown["rtl"].replace(' dir="rtl">', ' dir="ltr">', 1) == shown[""]


def test_an_arabic_page_runs_from_the_right_already(keeper, client):
    page = ContentPageFactory(parent=home("ar"), live=False)
    assert [mode for mode, _label in page.preview_modes] == ["", "print"]
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    for mode in ("", "print", "rtl"):
        assert ' dir="rtl">' in client.get(address, {"mode": mode}).content.decode()


def test_a_mode_that_somebody_made_up_is_none(keeper, client):
    address = reverse("wagtailadmin_pages:view_draft", args=[ContentPageFactory().pk])
    made_up = client.get(address, {"mode": '"><script>'})
    assert made_up.status_code == 200 and made_up.content == client.get(address).content


def test_the_styles_for_paper_hold_on_a_screen_and_those_for_the_dark_nowhere(keeper, client):
    response = client.get(reverse("paper_styles"))
    text = response.content.decode()
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "@media print" not in text and "prefers-color-scheme" not in text
    assert text.count("@media not all") >= 1 and text.count("@media all") >= 1
    assert ".leave, .site-header, " in text.split("@media all", 1)[1]


def test_modes_show_no_draft_to_anybody_but_its_editors(client):
    page = ContentPageFactory(live=False, introduction="Not yet public")
    client.force_login(UserFactory(role="Fundraising officer"))
    for address in ("preview_on_edit", "view_draft"):
        for mode in ("", "print", "rtl"):
            response = client.get(reverse(f"wagtailadmin_pages:{address}", args=[page.pk]), {"mode": mode})
            assert response.status_code == 302 and response.headers["Location"] == "/admin/"
    client.logout()
    assert "/admin/login/" in client.get(reverse("paper_styles")).headers["Location"]


def test_a_reader_cannot_ask_a_public_page_for_a_mode(client):
    page = ContentPageFactory()
    for asked in ({"mode": "rtl"}, {"mode": "print"}, {"direction": "rtl"}, {"stylesheet": "/admin/paper.css"}):
        assert client.get(page.url, asked).content == client.get(page.url).content
