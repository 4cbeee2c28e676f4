"""The press officer's form."""

import pytest
from django.urls import reverse

from campaign_site.press.models import PressReleasePage
from tests.factories.accounts import UserFactory
from tests.factories.press import press_room
from tests.pages.written import release_form

pytestmark = pytest.mark.django_db


def test_release_is_written_and_handed_in_through_the_form(client):
    client.force_login(UserFactory(role="Press officer"))
    address = reverse("wagtailadmin_pages:add", args=["press", "pressreleasepage", press_room().pk])
    assert client.get(address).status_code == 200
    assert client.post(address, release_form(**{"action-submit": "1"})).status_code == 302
    release = PressReleasePage.objects.get()
    assert (release.live, release.current_workflow_task.name) == (False, "Press officer’s approval")
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
    response = client.post(address, release_form(**changes, **{"action-submit": "1"}))
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not PressReleasePage.objects.exists()
