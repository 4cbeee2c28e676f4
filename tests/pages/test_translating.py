"""Who may start a translation: whoever holds the permission and sees the source; one page at a time."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from campaign_site.accounts import role_table
from campaign_site.pages.models import ContentPage
from stories.models import StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles():
    story_index("fr")


def translate(client, role, page, **data):
    """Ask for a French version as somebody with this role; return the answer."""
    client.force_login(UserFactory(is_superuser=True) if role == "superuser" else UserFactory(role=role))
    address = reverse("simple_translation:submit_page_translation", args=[page.pk])
    answer = client.get(address)
    french = Locale.objects.get(language_code="fr")
    client.post(address, {"locales": [french.pk], **data})
    return answer


@pytest.mark.parametrize("role", [role_table.TRANSLATOR, role_table.ADMINISTRATOR])
def test_translators_and_administrators_start_the_translation_of_a_page(client, role):
    page = ContentPageFactory()

    assert translate(client, role, page).status_code == 200

    french = ContentPage.objects.get(locale__language_code="fr")
    assert french.translation_key == page.translation_key and not french.live
    assert client.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).status_code == 200


def test_translator_brings_a_story_into_french_and_hands_it_in(client):
    story = StoryFactory(live=True)

    assert translate(client, role_table.TRANSLATOR, story).status_code == 200

    french = StoryPage.objects.get(locale__language_code="fr")
    assert not french.live and french.contributor == story.contributor
    form = client.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).content.decode()
    assert "Hand in for review" in form
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 302


@pytest.mark.parametrize(
    "attacker",
    sorted({role.name for role in role_table.ROLES} - {role_table.TRANSLATOR}),
)
def test_attacker_makes_no_copy_of_a_story(client, attacker):
    story = StoryFactory(live=True)

    assert translate(client, attacker, story).status_code == 302

    assert StoryPage.objects.get() == story


def test_administrator_makes_no_copies_of_stories_with_the_list_above_them(client):
    index = story_index()
    story_index("fr").delete()
    StoryFactory(live=True)

    assert (
        b"Include subtree" not in translate(client, role_table.ADMINISTRATOR, index, include_subtree="on").content
    )

    assert StoryPage.objects.count() == 1
    assert index.get_translations().filter(locale__language_code="fr").exists()
