"""Pictures are made ready when a page is published, and at no other time."""

import pytest

from ambassadors.models import AmbassadorPage
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from campaign_site.media.models import CampaignImage, CampaignRendition
from campaign_site.media.renditions import FORMATS, USES, find_picture
from campaign_site.media.shown import shown_by
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory

pytestmark = pytest.mark.django_db
ALL = sum(len(use.filters()) for use in USES.values())


def page_with(image, **kwargs) -> ContentPageFactory:
    """Return a page of text that shows the picture."""
    return ContentPageFactory(body=[("picture", {"image": image, "caption": ""})], **kwargs)


def test_publishing_makes_all_sizes_after_commit(django_capture_on_commit_callbacks):
    image = CampaignImageFactory()
    page = page_with(image)
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
        assert not CampaignRendition.objects.exists()
    made = set(CampaignRendition.objects.filter(image=image).values_list("filter_spec", flat=True))
    assert {spec for use in USES.values() for spec in use.filters()} <= made
    assert OutboxItem.objects.get(kind="renditions").done_at


def test_saving_a_draft_makes_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page_with(CampaignImageFactory()).save_revision()
    assert not CampaignRendition.objects.exists()


def test_reading_makes_nothing_and_shows_what_is_there(client, django_capture_on_commit_callbacks):
    image = CampaignImageFactory()
    page = page_with(image, slug="about")
    assert client.get("/en/about/").status_code == 200
    assert not CampaignRendition.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    made = CampaignRendition.objects.count()
    html = client.get("/en/about/").content.decode()
    assert CampaignRendition.objects.count() == made
    assert 'alt="Two coloured halves"' in html
    for kind in FORMATS:
        assert f".format-{kind}." in html


def test_portrait_of_a_foreign_key_is_found_as_well_as_a_picture_of_the_body():
    portrait, inside = CampaignImageFactory.create_batch(2)
    page = AmbassadorPageFactory(portrait=portrait, body=[("picture", {"image": inside, "caption": ""})])
    assert shown_by(AmbassadorPage.objects.get(pk=page.pk))[CampaignImage] == {portrait.pk, inside.pk}


def test_failure_leaves_the_page_live_and_is_tried_again(django_capture_on_commit_callbacks):
    image = CampaignImageFactory()
    page = page_with(image)
    original = image.file.storage.path(image.file.name)
    with open(original, "rb") as file:
        content = file.read()
    image.file.storage.delete(image.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    item = OutboxItem.objects.get(kind="renditions")
    assert item.done_at is None
    page.refresh_from_db()
    assert page.live

    with open(original, "wb") as file:
        file.write(content)
    OutboxItem.objects.update(next_at=item.created_at)
    assert outbox.run_due() == 1
    assert CampaignRendition.objects.filter(image=image).count() >= 1


def test_page_unpublished_meanwhile_gets_no_renditions():
    page = page_with(CampaignImageFactory())
    page.save_revision().publish()
    page.unpublish()
    outbox.run_due()
    assert not CampaignRendition.objects.exists()


def test_pages_without_pictures_leave_the_outbox_empty(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ContentPageFactory().save_revision().publish()
    assert not OutboxItem.objects.exists()


def test_picture_is_absent_until_its_sizes_are_made(django_assert_num_queries):
    image = CampaignImageFactory()
    with django_assert_num_queries(1):
        assert find_picture(image, "text") is None
