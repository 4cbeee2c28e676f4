"""The panel beside a story: each reason leads its reader to where something can be done about it."""

import pytest
from django.urls import reverse

from stories.identity.checking import check_story
from stories.identity.models import IdentityFinding
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory
from tests.stories.reviewing import edit_address, hand_in

pytestmark = pytest.mark.django_db


def panel(client, story) -> str:
    """Return the list of reasons in a story's form."""
    page = client.get(edit_address(story)).content.decode()
    return page.partition("This text may not be public yet")[2].partition("</ul>")[0]


@pytest.fixture
def story():
    return StoryFactory(consented=True, introduction="Call 0772 123456.", owner=UserFactory(role="Writer"))


@pytest.fixture
def addresses(story):
    check_story(story)
    hand_in(story)
    return {
        "finding": reverse("identity_finding:inspect", args=[IdentityFinding.objects.open().latest("pk").pk]),
        "review": reverse("wagtailadmin_pages:workflow_history", args=[story.pk]),
        "person": reverse("contributor:inspect", args=[story.contributor_id]),
    }


def test_an_officer_is_led_to_the_finding_the_person_and_the_review(client, story, addresses):
    client.force_login(UserFactory(role="Protection officer"))
    reasons = panel(client, story)
    assert {name for name, address in addresses.items() if address in reasons} == set(addresses)


def test_a_writer_is_led_to_no_screen_that_is_closed_to_them(client, story, addresses):
    client.force_login(story.owner)
    reasons = panel(client, story)
    assert {name for name, address in addresses.items() if address in reasons} == {"review"}
    assert client.get(addresses["review"]).status_code == 200


def test_hiding_is_called_so_at_the_foot_of_a_public_story(client):
    public = StoryFactory(live=True)
    officer = UserFactory(role="Protection officer")
    client.force_login(officer)
    foot = client.get(edit_address(public)).content.decode().rpartition("<footer")[2]
    assert "Hide at once" in foot and reverse("wagtailadmin_pages:unpublish", args=[public.pk]) in foot
    assert "Unpublish" not in foot


def test_brackets_that_are_no_slot_are_named_with_those_that_are(client):
    story = StoryFactory(introduction="[first_name] met [nonsense], [first name] and [City] in [city].")
    client.force_login(UserFactory(role="Protection officer"))
    page = client.get(edit_address(story)).content.decode()
    named, _, slots = page.partition("These brackets are no slots")[2].partition("Slots are written exactly so")
    words = ("[nonsense]", "[first name]", "[City]", "[city]", "[first_name]")
    assert [word for word in words if word in named] == ["[nonsense]", "[first name]", "[City]"]
    assert "[first_name]" in slots.partition("</p>")[0]


def test_a_text_of_known_slots_only_is_not_warned_of(client):
    client.force_login(UserFactory(role="Protection officer"))
    page = client.get(edit_address(StoryFactory(introduction="[first_name] came to [city]."))).content.decode()
    assert "These brackets are no slots" not in page
