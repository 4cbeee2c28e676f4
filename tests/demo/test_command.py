"""`manage.py demo`: once, whole or not at all, and never beside real content."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from campaign_site.accounts.models import User
from campaign_site.delivery.models import OutboxItem
from campaign_site.demo.content import read
from campaign_site.demo.models import DemoRecord
from campaign_site.demo.people import address
from campaign_site.media.models import CampaignImage
from campaign_site.pages.models import Helpline, HomePage
from donations.models import Pledge
from stories.models import StoryPage
from tests.factories.donations import PledgeFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import ContributorFactory

COUNTED = (Page, Revision, User, Pledge, Helpline, CampaignImage, DemoRecord, OutboxItem)


def demo(**options) -> str:
    """Run the command and return what it printed."""
    output = StringIO()
    call_command("demo", stdout=output, **options)
    return output.getvalue()


def counts() -> dict[str, int]:
    """Return how many rows there are of everything that the command touches."""
    return {model.__name__: model.objects.count() for model in COUNTED}


@pytest.mark.django_db
def test_second_run_changes_nothing_and_asks_little(django_assert_max_num_queries):
    assert "29 stories" in demo()
    before = counts()
    with django_assert_max_num_queries(100):
        assert "nothing was changed" in demo()
    assert counts() == before


@pytest.mark.django_db
def test_dry_run_counts_and_leaves_nothing_behind():
    before, files = counts(), stored_pictures()
    assert "Would make" in demo(dry_run=True)
    assert counts() == before
    assert stored_pictures() == files


def stored_pictures() -> set[str]:
    """Return the names of the original pictures in storage."""
    folder = "original_images"
    return set(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else set()


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [ContentPageFactory, ContributorFactory, PledgeFactory])
def test_real_content_is_never_mixed_with_demonstrations(factory):
    factory()
    before = counts()
    with pytest.raises(CommandError, match="in use"):
        demo()
    assert counts() == before


@pytest.mark.django_db
def test_what_somebody_deleted_or_changed_stays_so():
    demo()
    Page.objects.get(slug="about", locale__language_code="fr").delete()
    home = HomePage.objects.get(locale__language_code="en")
    home.title = "Changed by an editor"
    home.save()
    StoryPage.objects.filter(locale__language_code="en").first().delete()
    before = counts()
    demo()
    assert counts() == before
    assert HomePage.objects.get(pk=home.pk).title == "Changed by an editor"


@pytest.mark.django_db
def test_a_public_host_gets_a_password_that_nobody_has_published(settings):
    settings.SITE_URL = "https://campaign.example"
    assert read("people")["password"] not in demo()
    assert authenticate(username=address("Writer"), password=read("people")["password"]) is None
