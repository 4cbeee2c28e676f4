"""The clock takes pages back, each alone: what goes wrong with one keeps no other in public."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_unpublished

from campaign_site.pages import schedule
from campaign_site.pages.models import ContentPage
from tests.factories.pages import ContentPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stumbling_block():
    """Whoever hears of it that the page at this address was taken back, stumbles."""

    def stumble(sender, instance, **kwargs):
        if instance.slug == "first":
            raise RuntimeError

    page_unpublished.connect(stumble, sender=ContentPage)
    yield
    page_unpublished.disconnect(stumble, sender=ContentPage)


def test_a_page_that_stumbles_keeps_no_other_in_public_after_its_last_hour(stumbling_block):
    over = timezone.now() - timedelta(minutes=1)
    pages = [ContentPageFactory(slug=slug, expire_at=over) for slug in ("first", "second")]
    stays = ContentPageFactory(slug="third", expire_at=timezone.now() + timedelta(minutes=1))

    assert schedule.expire_due() == 1

    assert not Page.objects.live().filter(pk__in=[page.pk for page in pages]).exists()
    assert Page.objects.get(pk=stays.pk).live
