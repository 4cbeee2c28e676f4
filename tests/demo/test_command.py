"""`manage.py demo`: once, whole or not at all, and never beside real content."""

from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from campaign_site.accounts.models import User
from campaign_site.delivery.models import OutboxItem
from campaign_site.demo.content import COMPOSITE, LANGUAGES, read
from campaign_site.demo.models import DemoRecord
from campaign_site.demo.people import address
from campaign_site.media.models import CampaignImage
from campaign_site.pages.models import Helpline, HomePage
from campaign_site.pages.public_display import public_pages
from campaign_site.press.models import PressReleasePage
from donations.choices import PledgeStatus
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
def test_every_public_page_opens_and_the_embargoed_release_does_not(client):
    demo()
    pages = list(public_pages())
    assert len(pages) >= 100
    for page in pages:
        assert client.get(page.url).status_code == 200, page.url
    for language in LANGUAGES:
        assert len([page for page in pages if page.url.startswith(f"/{language}/")]) >= 25
    (embargoed,) = PressReleasePage.objects.filter(live=True, embargo_until__isnull=False)
    assert embargoed.url not in {page.url for page in pages}
    assert client.get(embargoed.url).status_code == 404
    assert embargoed.title not in client.get("/en/press/").content.decode()


@pytest.mark.django_db
def test_every_story_is_public_and_says_that_it_is_composed(client):
    demo()
    stories = StoryPage.objects.for_public_display()
    assert stories.count() == 29
    for story in stories:
        assert COMPOSITE[story.locale.language_code] in client.get(story.url).content.decode()


@pytest.mark.django_db
def test_translations_find_each_other_and_share_their_address():
    demo()
    for page in Page.objects.filter(depth__gt=2, locale__language_code="en"):
        for translation in page.get_translations():
            assert translation.slug == page.slug
    assert Page.objects.filter(slug="about").values("translation_key").distinct().count() == 1
    assert Page.objects.filter(slug="about").count() == len(LANGUAGES)


@pytest.mark.django_db
def test_one_person_of_each_role_can_sign_in():
    printed = demo()
    password = read("people")["password"]
    assert password in printed
    assert User.objects.filter(is_superuser=True).count() == 0
    for name in ("Writer", "Protection officer", "Reviewer", "Administrator"):
        user = authenticate(username=address(name), password=password)
        assert [group.name for group in user.groups.all()] == [name]


@pytest.mark.django_db
def test_a_public_host_gets_a_password_that_nobody_has_published(settings):
    settings.SITE_URL = "https://campaign.example"
    assert read("people")["password"] not in demo()
    assert authenticate(username=address("Writer"), password=read("people")["password"]) is None


@pytest.mark.django_db
def test_some_pledges_count_some_wait_and_no_mail_goes_out():
    demo()
    assert set(Pledge.objects.values_list("status", flat=True)) == {
        PledgeStatus.ACTIVE,
        PledgeStatus.UNCONFIRMED,
    }
    assert not OutboxItem.objects.filter(key__startswith="mail:").exists()


@pytest.mark.django_db
def test_every_helpline_is_marked_as_an_example(client):
    demo()
    assert set(Helpline.objects.values_list("is_example", flat=True)) == {True}
    assert client.get("/en/help/").content.decode().count("+000 555 01") >= 20
