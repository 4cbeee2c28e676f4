"""The screen on which an officer reads a text back to the person, and keeps their yes to exactly that text."""

import pytest
from django.urls import reverse

from stories.consent.choices import ApprovedBy
from stories.consent.models import AuditEvent, StoryApproval
from stories.publication import content_hash
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory
from tests.stories.reviewing import hand_in

pytestmark = pytest.mark.django_db


def read_back_url(story):
    return reverse("read_back", args=[story.pk])


def test_officer_reads_back_and_keeps_the_yes(client, waiting, officer):
    client.force_login(officer)
    page = client.get(read_back_url(waiting))
    assert "Hello this person" in page.content.decode()

    answer = {"said_yes": "on", "shown": page.context["form"]["shown"].value()}
    for _twice in range(2):
        assert client.post(read_back_url(waiting), answer).status_code == 302

    approval = StoryApproval.objects.get()
    assert (approval.by, approval.officer) == (ApprovedBy.READ_BACK, officer)
    assert AuditEvent.objects.get(kind="story.approved").actor == str(officer)
    assert approval.content_hash == content_hash(waiting.get_latest_revision_as_object())


def test_officer_reads_what_the_public_is_told_beside_the_words(client, waiting, officer):
    client.force_login(officer)
    told = client.get(read_back_url(waiting)).content.decode()

    for name in ("exploitation", "region", "age_band"):
        assert getattr(waiting, f"get_{name}_display")() in told


def test_without_the_tick_nothing_is_kept(client, waiting, officer):
    client.force_login(officer)
    shown = client.get(read_back_url(waiting)).context["form"]["shown"].value()

    response = client.post(read_back_url(waiting), {"shown": shown})

    assert response.status_code == 200
    assert "said_yes" in response.context["form"].errors
    assert not StoryApproval.objects.exists()


def test_another_text_than_the_screen_showed_is_not_approved(client, waiting, officer):
    client.force_login(officer)

    client.post(read_back_url(waiting), {"said_yes": "on", "shown": "0" * 64})

    assert not StoryApproval.objects.exists()


@pytest.mark.parametrize("role", ["Writer", "Reviewer", "Translator", "Administrator"])
def test_only_protection_officers_read_back(client, waiting, role):
    client.force_login(UserFactory(role=role))

    client.post(read_back_url(waiting), {"said_yes": "on", "shown": content_hash(waiting)})

    assert not StoryApproval.objects.exists()


def test_a_superuser_without_the_role_does_not_read_back(client, waiting):
    client.force_login(UserFactory(is_superuser=True))

    client.post(read_back_url(waiting), {"said_yes": "on", "shown": content_hash(waiting)})

    assert not StoryApproval.objects.exists()


def test_officer_who_wrote_in_the_story_is_told_so(client):
    writer = UserFactory(role="Protection officer")
    story = hand_in(StoryFactory(consented=True, owner=writer), found_safe=True)
    client.force_login(writer)

    page = client.get(read_back_url(story))

    assert page.context["is_author"]
    assert 'type="submit"' not in page.content.decode().split("nice-padding")[1]


def test_a_draft_has_nothing_to_read_back(client, officer):
    client.force_login(officer)
    story = StoryFactory(consented=True)

    client.post(read_back_url(story), {"said_yes": "on", "shown": content_hash(story)})

    assert not StoryApproval.objects.exists()


def test_panel_says_what_is_missing_and_leads_officers_to_the_reading(client, waiting, officer):
    client.force_login(officer)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[waiting.pk])).content.decode()

    assert "The person has not said yes to exactly this text." in page
    assert read_back_url(waiting) in page
    assert "[first_name]" in page
    assert "Hello this person" in page
