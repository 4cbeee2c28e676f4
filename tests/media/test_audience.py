"""Who gets a picture's sizes: readers while a public page shows it, editors through the admin by their rights."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory, picture_bytes
from tests.factories.pages import ContentPageFactory, page_showing

pytestmark = pytest.mark.django_db
USED = "width-360|format-webp"


@pytest.fixture
def image():
    return CampaignImageFactory(content=picture_bytes(size=(1200, 900)))


def readers_get(client, image, spec=USED) -> int:
    """Return the status with which a size is answered."""
    return client.get(f"/media/{image.get_rendition(spec).file.name}").status_code


def test_a_picture_on_no_page_is_for_nobody(client, image):
    assert readers_get(client, image) == 404


def test_a_picture_on_a_draft_is_for_nobody(client, image):
    ContentPageFactory(body=[("picture", {"image": image, "caption": ""})], live=False)
    assert readers_get(client, image) == 404


def test_a_picture_below_a_view_restriction_is_for_nobody(client, image):
    PageViewRestriction.objects.create(page=page_showing(image), restriction_type="login")
    assert readers_get(client, image) == 404


def test_a_picture_goes_with_its_page(client, image):
    page = page_showing(image)
    assert readers_get(client, image) == 200
    page.unpublish()
    assert readers_get(client, image) == 404


def test_a_portrait_is_shown_as_a_picture_in_a_text_is(client, image):
    AmbassadorPageFactory(portrait=image)
    assert readers_get(client, image) == 200


@pytest.mark.parametrize("spec", ["max-165x165", "max-800x600", "original", "width-30|format-jpeg"])
def test_a_size_that_no_page_uses_is_not_served(client, image, spec):
    page_showing(image)
    assert readers_get(client, image, spec) == 404


def test_a_file_without_a_record_is_not_served(client, image):
    page_showing(image)
    rendition = image.get_rendition(USED)
    rendition.__class__.objects.filter(pk=rendition.pk).delete()
    assert rendition.file.storage.exists(rendition.file.name)
    assert client.get(f"/media/{rendition.file.name}").status_code == 404


def test_an_answer_costs_few_queries(client, image, django_assert_max_num_queries):
    page_showing(image)
    address = f"/media/{image.get_rendition(USED).file.name}"
    assert client.get(address).status_code == 200
    with django_assert_max_num_queries(4):
        assert client.get(address).status_code == 200


def test_an_editor_sees_in_the_admin_what_is_not_public(client, image):
    client.force_login(UserFactory(role="Press officer"))
    html = client.get(reverse("wagtailimages:edit", args=[image.pk])).content.decode()
    address = image.renditions.get(filter_spec="max-800x600").url
    assert address.startswith("/admin/") and address in html
    response = client.get(address)
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "Cookie" in response["Vary"]
    assert response["Content-Type"] == "image/jpeg"
    client.logout()
    assert client.get(address).status_code == 302


def test_the_admin_serves_no_original_and_nothing_that_is_not_there(admin_client, image):
    for name in ("images/none.jpg", "images/\0.jpg", image.file.name):
        assert admin_client.get(f"/admin/media/{name}").status_code == 404


def test_a_recording_is_heard_in_the_admin_by_those_who_keep_recordings(client):
    recording = CampaignRecordingFactory()
    officer, press = UserFactory(role="Protection officer"), UserFactory(role="Press officer")
    client.force_login(officer)
    html = client.get(reverse("recordings:edit", args=[recording.pk])).content.decode()
    address = f"/admin/media/{recording.file.name}"
    assert f'href="{address}"' in html
    assert client.get(address).status_code == 200
    assert client.get(recording.file.url).status_code == 404, "no story plays it"
    client.force_login(press)
    assert client.get(address).status_code == 404
