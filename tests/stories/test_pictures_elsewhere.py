"""No page but a story shows a story's picture: the person agreed to their story, and to nothing around it."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from campaign_site.accounts import role_table
from campaign_site.media.audience import is_public
from campaign_site.media.models import CampaignImage
from campaign_site.press.models import PressReleasePage
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import ambassador_index
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import approve, page_showing
from tests.factories.press import press_room
from tests.factories.stories import StoryFactory
from tests.stories.reviewing import opened_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def face():
    return CampaignImageFactory(title="Her face")


@pytest.fixture
def draft(face):
    return StoryFactory(body=[("picture", {"image": face, "caption": "", "shows": "face"})])


@pytest.fixture
def press(client, db):
    """Sign in as somebody of the press office."""
    ambassador_index()
    room = press_room()
    client.force_login(UserFactory(role=role_table.PRESS_OFFICER))
    return room


def release(**body) -> dict:
    """Return what a browser sends to write a press release and publish it."""
    comments = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    return {
        "title": "News", "slug": "news", "subtitle": "", "place": "Geneva", "date": "2026-01-01",
        "introduction": "", "embargo_until": "", "notes": "null", "seo_title": "", "search_description": "",
        "contacts-count": "0", "downloads-count": "0", "action-publish": "1", "body-count": "1",
        "body-0-order": "0", "body-0-deleted": "", "body-0-id": "",
        **{f"body-0-{name.replace('_', '-')}": value for name, value in body.items()},
        **{f"comments-{name}": value for name, value in comments.items()},
    }  # fmt: skip


def write(client, room, image):
    address = reverse("wagtailadmin_pages:add", args=["press", "pressreleasepage", room.pk])
    return client.post(address, release(type="picture", value_image=image.pk, value_caption=""))


def test_the_press_does_not_publish_the_face_in_a_draft_whose_number_it_guesses(client, press, face, draft):
    answer = write(client, press, face)
    assert "one of a story" in answer.content.decode()
    assert not PressReleasePage.objects.exists() and not is_public(face)


def test_the_press_publishes_a_picture_of_its_own(client, press):
    market = CampaignImageFactory()
    assert write(client, press, market).status_code == 302
    approve(PressReleasePage.objects.get())
    assert is_public(market)


@pytest.mark.parametrize("role", [role_table.ADMINISTRATOR, None])
def test_no_page_that_is_there_takes_one_up_either(client, press, face, draft, role):
    client.force_login(UserFactory(role=role) if role else UserFactory(is_superuser=True))
    assert write(client, press, CampaignImageFactory()).status_code == 302
    page = PressReleasePage.objects.get()
    approve(page)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for action in ("action-publish", "action-nothing"):
        data = release(type="picture", value_image=face.pk, value_caption="")
        del data["action-publish"]
        data |= opened_from(page.latest_revision) | {action: "1"}
        assert "one of a story" in client.post(address, data).content.decode(), action
    page.refresh_from_db()
    assert not page.has_unpublished_changes and not is_public(face)


def test_what_a_page_showed_before_a_story_took_it_up_may_stay(client, press, face):
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    page = page_showing(face)
    StoryFactory(body=[("picture", {"image": face, "caption": "", "shows": "nobody"})])
    assert CampaignImage.objects.get().collection.name == "Stories"
    data = release(type="picture", value_image=face.pk, value_caption="")
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {**data, "title": "Another title"})
    assert answer.status_code == 302
    assert Page.objects.get(pk=page.pk).title == "Another title"
