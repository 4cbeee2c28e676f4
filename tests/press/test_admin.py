"""The press officer's form."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from campaign_site.press.models import PressReleasePage
from tests.factories.accounts import UserFactory
from tests.factories.press import press_room

pytestmark = pytest.mark.django_db


def form_data(**changes) -> dict:
    """Return what a browser sends for a complete release."""
    contact = {"name": "Press desk", "role": "", "email": "press@example.org", "phone": "+41 22 000 00 00"}
    data = {
        "title": "News",
        "slug": "news",
        "subtitle": "",
        "place": "Geneva",
        "date": "2026-07-30",
        "embargo_until": "2026-07-30 09:00",
        "introduction": "",
        "notes": rich_text("<p>Notes</p>"),
        "body": streamfield([]),
        "contacts": streamfield([("contact", {**contact, **changes.pop("contact", {})})]),
        "downloads": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    return nested_form_data({**data, **changes})


def test_release_is_written_and_published_through_the_form(client):
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("wagtailadmin_pages:add", args=["press", "pressreleasepage", press_room().pk])
    assert client.get(address).status_code == 200
    assert client.post(address, form_data()).status_code == 302
    release = PressReleasePage.objects.get()
    assert release.live
    assert release.embargo_until.isoformat() == "2026-07-30T09:00:00+00:00"
    assert release.contacts[0].value["name"] == "Press desk"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": ""}, "place"),
        ({"date": "2026-13-45"}, "date"),
        ({"embargo_until": "soon"}, "embargo_until"),
        ({"subtitle": "x" * 201}, "subtitle"),
        ({"place": "Gen\0eva"}, "place"),
        ({"contact": {"phone": "call us"}}, "contacts"),
        ({"contact": {"email": "nobody"}}, "contacts"),
    ],
)
def test_bad_input_is_an_error_beside_its_field(client, changes, field):
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("wagtailadmin_pages:add", args=["press", "pressreleasepage", press_room().pk])
    response = client.post(address, form_data(**changes))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not PressReleasePage.objects.exists()
