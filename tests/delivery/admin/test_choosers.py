"""Choosers are asked for ids that nobody has: whoever writes the address by hand breaks none of them."""

import pytest
from wagtail.models import Workflow

from campaign_site.delivery.admin.row_keys import keys
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory

pytestmark = pytest.mark.django_db

NO_IDS = ["", "x", "-1", "1.5", "²", "٣", "1\x00", "9" * 19, "9" * 5000, "1;2"]
CHOOSERS = [
    "images/chooser",
    "documents/chooser",
    "recording_chooser",
    "video_chooser",
    "choose_story",
    "choose-page",
]


def test_only_numbers_that_a_row_can_have_are_keys():
    assert keys(["1", "9" * 18, *NO_IDS]) == [1, int("9" * 18)]


@pytest.mark.parametrize("chooser", CHOOSERS)
def test_ids_that_nobody_has_are_answered_as_if_nothing_was_chosen(client, chooser):
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get(f"/admin/{chooser}/chosen-multiple/", {"id": NO_IDS})
    assert answer.status_code == 200 and answer.json()["result"] == []


def test_what_there_is_among_them_is_found(client):
    client.force_login(UserFactory(is_superuser=True))
    image = CampaignImageFactory()
    many = client.get("/admin/images/chooser/chosen-multiple/", {"id": [*NO_IDS, image.pk]})
    assert [str(found["id"]) for found in many.json()["result"]] == [str(image.pk)]
    assert client.get(f"/admin/images/chooser/chosen/{image.pk}/").status_code == 200
    by_script = {"X-Requested-With": "XMLHttpRequest"}
    assert client.get("/admin/images/chooser/chosen/x/", headers=by_script).status_code in {403, 404}


def test_a_page_is_moved_from_no_place_that_is_none(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/admin/choose-page/", {"target_pages[]": NO_IDS}).status_code == 200


@pytest.mark.parametrize("kind", ["external", "email", "phone", "anchor"])
def test_a_dialogue_for_links_leads_back_to_no_page_that_is_none(client, kind):
    client.force_login(UserFactory(is_superuser=True))
    statuses = {client.get(f"/admin/choose-{kind}-link/", {"parent_page_id": text}).status_code for text in NO_IDS}
    assert statuses == {200}


@pytest.mark.parametrize("number", ["x", "0", "-1", "999", "9" * 5000, "٣", "\x00"])
def test_the_screen_of_a_workflow_shows_its_pages_whatever_number_is_asked_for(client, number):
    client.force_login(UserFactory(is_superuser=True))
    workflow = Workflow.objects.create(name="Two people look")
    assert client.get(f"/admin/workflows/edit/{workflow.pk}/", {"p": number}).status_code == 200
