"""An editor sees each kind of page as a reader will, before anybody else does."""

import json

import pytest
from django.apps import apps
from django.template.loader import get_template
from django.urls import reverse

from campaign_site.pages.models import BasePage
from campaign_site.pages.public_display import page_models
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory, HelpPageFactory, SafetyPageFactory, home

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
