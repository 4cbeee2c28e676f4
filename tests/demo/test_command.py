"""`manage.py demo`: once, whole or not at all, and never beside real content."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse

from campaign_site.demo import people
from campaign_site.demo.content import read
from campaign_site.demo.people import address
from campaign_site.demo.recorder import Recorder
from stories.models import StoryIndexPage
from tests.accounts.by_form import type_code, type_password
from tests.demo.running import counts, demo
from tests.factories.donations import PledgeFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import ContributorFactory


@pytest.mark.any_database
@pytest.mark.django_db
def test_dry_run_counts_and_leaves_nothing_behind():
    StoryIndexPage.objects.all().delete()
    before, files = counts(), stored_files()
    assert "Would make" in demo(dry_run=True)
    assert counts() == before
    assert stored_files() == files


def stored_files() -> set[str]:
    """Return the names of the original pictures and of the recordings in storage."""
    folders = [folder for folder in ("original_images", "recordings") if default_storage.exists(folder)]
    return {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [ContentPageFactory, ContributorFactory, PledgeFactory])
def test_real_content_is_never_mixed_with_demonstrations(factory):
    factory()
    before = counts()
    with pytest.raises(CommandError, match="in use"):
        demo()
    assert counts() == before


@pytest.mark.django_db
def test_a_public_host_gets_a_password_that_nobody_has_published(settings):
    settings.SITE_URL = "https://campaign.example"
    published = read("people")["password"]
    assert people.load(Recorder()) not in ("", published)
    assert authenticate(username=address("Writer"), password=published) is None


@pytest.mark.django_db
def test_somebody_without_a_phone_signs_in_to_the_demonstration_with_the_printed_code(client):
    people.load(Recorder())
    printed = StringIO()
    call_command("demo_code", stdout=printed)
    answer = type_password(client, address("Writer"), read("people")["password"])
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert type_code(client, printed.getvalue().split()[0]).headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_a_public_host_knows_no_printed_code(settings):
    settings.SITE_URL = "https://campaign.example"
    people.load(Recorder())
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="this machine"):
        call_command("demo_code")
