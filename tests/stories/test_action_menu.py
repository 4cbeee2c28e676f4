"""The foot of a story's form: who hands in, who decides, who stops the review; nothing is saved while it runs."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Workflow

from stories.consent.models import RiskReview
from stories.models import StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.stories import CONFIRMED, StoryFactory, story_index
from tests.stories.reviewing import edit_address, form_data, hand_in, handed_in

pytestmark = pytest.mark.django_db

REVIEWERS = pytest.mark.parametrize("role", ["Protection officer", "Reviewer"])


@pytest.fixture
def story():
    return handed_in()


def story_for(role):
    """Return a story that waits for this role's review."""
    if role == "Reviewer":
        return handed_in()
    return hand_in(StoryFactory(consented=True, owner=UserFactory(role="Writer")))


def footer(client, address) -> str:
    """Return the buttons at the foot of a form."""
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode().rpartition("<footer")[2].partition("</footer>")[0]


def decision(story, action) -> str:
    """Return the address at which one of the review's buttons aims."""
    state = story.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[story.pk, action, state.pk])


@REVIEWERS
def test_reviewer_finds_the_story_on_the_dashboard_decides_in_the_editor_and_comes_back(client, role):
    story = story_for(role)
    client.force_login(UserFactory(role=role))
    assert edit_address(story) in client.get(reverse("wagtailadmin_home")).content.decode()
    buttons = footer(client, edit_address(story))
    assert decision(story, "reject") in buttons
    assert decision(story, "approve") in buttons

    answer = client.post(decision(story, "approve"), {"comment": "", **CONFIRMED})

    assert answer.headers["Location"] == reverse("wagtailadmin_home")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert RiskReview.objects.latest("pk").reviewer_id == int(client.session["_auth_user_id"])
    assert StoryPage.objects.live().exists() == (role == "Reviewer")


@REVIEWERS
def test_reviewer_can_save_nothing_while_the_review_runs(client, role):
    story = story_for(role)
    client.force_login(UserFactory(role=role))
    before = list(story.revisions.values_list("pk", "content"))
    assert "action-save" not in footer(client, edit_address(story)).replace('action-save" disabled', "")

    for action in ({}, {"action-submit": "1"}, {"action-publish": "1"}, {"action-restart-workflow": "1"}):
        client.post(edit_address(story), form_data(story, headline="Words of the reviewer", **action))
        client.post(
            edit_address(story),
            form_data(story, headline="Words of the reviewer", **action),
            headers={"accept": "application/json"},
        )

    assert list(story.revisions.values_list("pk", "content")) == before
    assert not StoryPage.objects.filter(headline="Words of the reviewer").exists()


@REVIEWERS
def test_reviewer_cannot_approve_and_change_in_one_request(client, role):
    story = story_for(role)
    client.force_login(UserFactory(role=role))
    data = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    client.post(edit_address(story), form_data(story, headline="Words of the reviewer", **data))
    client.post(decision(story, "approve"), form_data(story, headline="Words of the reviewer", **CONFIRMED))

    assert RiskReview.objects.latest("pk").reviewer_id == int(client.session["_auth_user_id"])
    assert StoryPage.objects.get().headline == story.get_latest_revision().content["headline"] == story.headline


def test_reviewer_brings_no_old_version_back_while_the_review_runs(client, story):
    officer = UserFactory(role="Protection officer")
    first = story.revisions.get()
    client.force_login(officer)

    client.post(reverse("wagtailadmin_pages:revisions_revert", args=[story.pk, first.pk]), form_data(story))
    client.post(
        f"/admin/api/main/pages/{story.pk}/action/revert_to_page_revision/",
        {"revision_id": first.pk},
        content_type="application/json",
    )

    assert list(story.revisions.all()) == [first]


def test_writer_is_offered_to_stop_the_review_and_not_to_decide(client, story):
    client.force_login(story.owner)
    buttons = footer(client, edit_address(story))
    assert "Stop the review" in buttons
    assert "data-workflow-action-url" not in buttons

    client.post(edit_address(story), form_data(story, **{"action-cancel-workflow": "1"}))

    assert story.current_workflow_state is None
    buttons = footer(client, edit_address(story))
    assert "Hand in for review" in buttons and "Save draft" in buttons


def test_officer_who_wrote_in_the_story_is_not_offered_to_decide(client):
    writer = UserFactory(role="Writer")
    writer.groups.add(Group.objects.get(name="Reviewer"))
    story = handed_in(owner=writer)
    client.force_login(writer)

    assert "data-workflow-action-url" not in footer(client, edit_address(story))


def test_superuser_without_a_role_is_not_offered_to_decide_and_cannot(client, story):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(edit_address(story)).status_code == 302
    dashboard = client.get(reverse("wagtailadmin_home")).content.decode()
    assert story.contributor.code not in dashboard and edit_address(story) not in dashboard

    client.post(decision(story, "approve"), {"comment": "", **CONFIRMED})

    assert not StoryPage.objects.live().exists()


def test_story_that_no_consent_covers_can_only_be_sent_back(client):
    story = hand_in(StoryFactory(owner=UserFactory(role="Writer")))
    client.force_login(UserFactory(role="Protection officer"))

    buttons = footer(client, edit_address(story))

    assert decision(story, "reject") in buttons
    assert decision(story, "approve") not in buttons


def test_new_story_is_handed_in_for_the_review_and_not_to_the_workflow_of_its_list(client):
    assert story_index().get_workflow().name == Workflow.objects.get().name
    client.force_login(UserFactory(role="Writer"))
    address = reverse("wagtailadmin_pages:add", args=["stories", "storypage", story_index().pk])

    buttons = footer(client, address)

    assert "Hand in for review" in buttons
    assert "Submit to" not in buttons and story_index().get_workflow().name not in buttons


def test_story_sent_back_is_handed_in_again(client, story):
    client.force_login(UserFactory(role="Reviewer"))
    client.post(decision(story, "reject"), {"comment": "Please leave out the street."})
    client.force_login(story.owner)
    buttons = footer(client, edit_address(story))
    assert "Hand in for review" in buttons
    assert "Resubmit" not in buttons and "Restart" not in buttons

    client.post(edit_address(story), form_data(story, headline="Without the street", **{"action-submit": "1"}))

    assert StoryPage.objects.get().current_workflow_task_state.revision.content["headline"] == "Without the street"


def test_draft_shows_no_decisions(client):
    story = StoryFactory(owner=UserFactory(role="Writer"))
    client.force_login(UserFactory(role="Protection officer"))

    assert "data-workflow-action-url" not in footer(client, edit_address(story))
