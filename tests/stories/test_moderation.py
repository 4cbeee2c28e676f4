"""From a writer's draft to the public page, through the admin's own addresses."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from campaign_site.accounts.roles import sync_roles
from campaign_site.media.models import CampaignImage
from stories.approvals import approve
from stories.consent.choices import ApprovedBy, Element, Outcome
from stories.consent.models import RiskReview
from stories.models import StoryPage
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import StoryFactory, publish, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def roles():
    story_index()
    sync_roles()


@pytest.fixture
def writer(roles):
    return UserFactory(role="Writer")


@pytest.fixture
def officer(roles):
    return UserFactory(role="Protection officer")


@pytest.fixture
def submitted(writer):
    story = StoryFactory(consented=True, owner=writer)
    story.save_revision(user=writer)
    story.get_workflow().start(story, writer)
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    return story


def act(client, user, story, action):
    """Press one of the review's buttons as this user."""
    client.force_login(user)
    state = story.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, action, state.pk])
    return client.post(url, {"comment": ""})


def test_reviewed_story_goes_live(client, submitted, officer):
    act(client, officer, submitted, "approve")

    assert client.get(StoryPage.objects.get().url).status_code == 200
    assert RiskReview.objects.get().reviewer == officer


def test_text_that_a_reviewer_refused_cannot_be_approved_by_another(client, submitted, officer, writer):
    act(client, officer, submitted, "reject")
    submitted.current_workflow_state.resume(writer)

    act(client, UserFactory(role="Reviewer"), submitted, "approve")

    assert RiskReview.objects.get().outcome == Outcome.NEGATIVE
    assert not StoryPage.objects.live().exists()


def test_author_cannot_review_their_own_text(client, submitted, writer):
    writer.groups.add(Group.objects.get(name="Protection officer"))

    act(client, writer, submitted, "approve")

    assert not StoryPage.objects.live().exists()


def test_superuser_who_wrote_in_it_cannot_review_it(client, submitted):
    superuser = UserFactory(is_superuser=True)
    submitted.save_revision(user=superuser)

    act(client, superuser, submitted, "approve")

    assert not StoryPage.objects.live().exists()


def test_story_without_consent_cannot_be_approved(client, writer, officer):
    story = StoryFactory(owner=writer)
    story.save_revision(user=writer)
    story.get_workflow().start(story, writer)

    act(client, officer, story, "approve")

    assert not StoryPage.objects.live().exists()


def test_story_whose_consent_ended_during_the_review_does_not_go_live(client, submitted, officer):
    withdraw(submitted.contributor.consents.get())

    assert submitted.current_workflow_task_state is None
    assert not StoryPage.objects.live().exists()


def test_superuser_cannot_publish_from_the_editor(client, roles):
    story = StoryFactory(consented=True)
    client.force_login(UserFactory(is_superuser=True))
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])

    assert "action-publish" not in client.get(edit).content.decode()
    client.post(edit, {"action-publish": "1", "body-count": "0"})

    assert not StoryPage.objects.live().exists()


@pytest.mark.parametrize("bulk", ["publish", "delete", "move"])
def test_bulk_actions_cannot_put_a_story_live(client, roles, bulk):
    story = StoryFactory(consented=True)
    client.force_login(UserFactory(is_superuser=True))

    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", bulk])
    client.post(f"{url}?id={story.pk}")

    assert not StoryPage.objects.live().exists()


def test_officer_hides_a_live_story_in_one_step(client, roles, officer):
    story = StoryFactory(live=True)
    client.force_login(officer)

    client.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    assert not StoryPage.objects.live().exists()


def test_edit_after_approval_is_not_what_goes_live(client, submitted, officer):
    approved = submitted.get_latest_revision()
    act(client, officer, submitted, "approve")
    story = StoryPage.objects.get()
    draft = story.get_latest_revision_as_object()
    draft.headline = "Words that nobody has read"
    draft.save_revision(user=submitted.owner)

    assert StoryPage.objects.get().live_revision_id == approved.pk
    assert "nobody has read" not in client.get(story.url).content.decode()


def test_officer_withdraws_on_behalf_of_the_person(client, roles, officer):
    story = StoryFactory(live=True)
    consent = story.contributor.consents.get()
    client.force_login(officer)
    url = reverse("withdraw_consent", args=[consent.pk])

    assert client.get(url).status_code == 200
    assert StoryPage.objects.live().exists()
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302

    assert not StoryPage.objects.live().exists()


def test_writer_cannot_withdraw_for_somebody(client, roles, writer):
    story = StoryFactory(live=True)
    client.force_login(writer)

    client.post(reverse("withdraw_consent", args=[story.contributor.consents.get().pk]))

    assert StoryPage.objects.live().exists()


def test_reverting_to_words_from_before_cannot_bring_them_public(client, roles):
    story = StoryFactory(live=True)
    first = story.live_revision
    story.headline = "Second words"
    publish(story)
    withdraw(story.contributor.consents.get())

    first.as_object().save_revision(previous_revision=first)

    assert not StoryPage.objects.for_public_display().exists()


def test_picture_swapped_during_the_review_cannot_be_approved(client, writer, officer):
    picture = CampaignImageFactory(description="A woven cloth")
    story = StoryFactory(consented=True, owner=writer, body=[("picture", {"image": picture, "caption": ""})])
    story.save_revision(user=writer)
    story.get_workflow().start(story, writer)
    CampaignImage.objects.filter(pk=picture.pk).update(description="Her uncovered face")

    act(client, officer, story, "approve")

    assert not StoryPage.objects.live().exists()


def test_story_hidden_in_the_admin_does_not_come_back_by_its_review(client, submitted, officer, writer):
    act(client, officer, submitted, "approve")
    story = StoryPage.objects.get()
    draft = story.get_latest_revision_as_object()
    draft.headline = "Second words"
    draft.save_revision(user=writer)
    story.refresh_from_db()
    story.get_workflow().start(story, writer)
    client.force_login(officer)

    client.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    story = StoryPage.objects.get()
    assert not story.live
    assert story.current_workflow_state is None


def test_editor_shows_which_elements_were_ticked(client, writer):
    story = StoryFactory(owner=writer, elements={Element.FACE, Element.AGE})
    client.force_login(writer)

    form = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).context["form"]

    assert {box.data["value"] for box in form["elements"] if box.data["selected"]} == {"face", "age"}
