"""From a writer's draft to the public page, through the admin's own addresses."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, WorkflowState

from campaign_site.media.covering import Area, Cover, cover_picture
from campaign_site.media.models import CampaignImage
from stories.approvals import approve, waiting_for
from stories.consent.choices import ApprovedBy, Element, Outcome, ReviewRole, Status
from stories.consent.models import AuditEvent, Consent, RiskReview
from stories.models import StoryPage
from stories.takedown import withdraw
from stories.waiting import waiting_for as waiting_for_review
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import CONFIRMED, StoryFactory, active_consent, clear, judge, story_index
from tests.stories.reviewing import hand_in, handed_in

pytestmark = pytest.mark.django_db


def is_live(story) -> bool:
    return StoryPage.objects.get(pk=story.pk).live


def is_decided() -> bool:
    """Whether the second review has said anything."""
    return RiskReview.objects.filter(role=ReviewRole.SECOND).exists()


def step_of(story) -> str:
    return story.current_workflow_task.name


def test_story_goes_live_by_an_officer_the_person_and_a_reviewer_in_this_order(
    client, act, writer, officer, reviewer
):
    story = hand_in(StoryFactory(consented=True, owner=writer))
    assert (step_of(story), waiting_for(story.contributor)) == ("Protection officer’s review", [])
    assert act(reviewer, story, "approve") == 403, "it is not the reviewer’s turn"

    assert act(officer, story, "approve") == 200
    assert step_of(story) == "The person’s yes"
    assert act(officer, story, "approve") == act(reviewer, story, "approve") == 403, (
        "nobody says yes for the person"
    )

    approve(waiting_for(story.contributor)[0].revision, by=ApprovedBy.CODE)
    assert step_of(story) == "Second review"
    assert not is_live(story)

    assert act(reviewer, story, "approve") == 200
    assert client.get(StoryPage.objects.get().url).status_code == 200
    assert [review.reviewer for review in RiskReview.objects.order_by("pk")] == [officer, reviewer]
    event = AuditEvent.objects.filter(kind="story.reviewed").first()
    assert story.contributor.code in event.sentence and story.headline not in event.sentence


def test_officer_who_is_a_reviewer_too_does_not_judge_the_same_text_twice(act, writer, officer):
    officer.groups.add(Group.objects.get(name="Reviewer"))
    story = hand_in(StoryFactory(consented=True, owner=writer))
    assert act(officer, story, "approve") == 200
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)

    assert act(officer, story, "approve") == act(officer, story, "reject") == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        judge(story, reviewer=officer, roles=[ReviewRole.SECOND])
    assert not is_live(story)


def test_officer_sends_back_what_the_person_wants_otherwise_and_it_begins_again(act, waiting, writer, officer):
    assert act(officer, waiting, "reject") == 200
    assert waiting.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert not RiskReview.objects.filter(outcome=Outcome.NEGATIVE).exists(), "no judgement about the risk"

    waiting.headline = "As she wants it"
    waiting.save_revision(user=writer)
    waiting.current_workflow_state.resume(writer)
    assert step_of(waiting) == "Protection officer’s review"


def test_text_that_comes_back_unchanged_is_where_it_was(waiting, writer, officer):
    state = waiting.current_workflow_task_state
    state.task.specific.on_action(state, officer, "reject")
    waiting.current_workflow_state.resume(writer)
    assert step_of(waiting) == "The person’s yes"

    approve(waiting.get_latest_revision(), by=ApprovedBy.CODE)
    waiting.current_workflow_state.cancel(writer)
    waiting.get_workflow().start(waiting, writer)
    assert step_of(waiting) == "Second review"


def test_text_that_a_reviewer_refused_is_approved_by_nobody_until_it_is_changed(
    act, submitted, officer, reviewer, writer
):
    another = UserFactory(role="Reviewer")
    assert act(reviewer, submitted, "reject") == 200
    submitted.current_workflow_state.resume(writer)

    assert act(another, submitted, "approve") == act(officer, submitted, "approve") == 403
    assert RiskReview.objects.latest("pk").outcome == Outcome.NEGATIVE
    assert not is_live(submitted)

    submitted.current_workflow_state.cancel(writer)
    submitted.headline = "Without the street"
    submitted.save_revision(user=writer)
    submitted.get_workflow().start(submitted, writer)
    assert act(officer, submitted, "approve") == 200
    approve(submitted.get_latest_revision(), by=ApprovedBy.CODE)
    assert act(another, submitted, "approve") == 200
    assert is_live(submitted)


def test_author_cannot_review_their_own_text(act, submitted, writer):
    colleague = UserFactory(role="Writer")
    for user in (writer, colleague):
        user.groups.add(Group.objects.get(name="Reviewer"))

    assert act(writer, submitted, "approve") == act(writer, submitted, "reject") == 403
    assert not is_live(submitted)
    assert not is_decided()

    assert act(colleague, submitted, "approve") == 200
    assert is_live(submitted)


def test_superuser_with_the_role_cannot_review_what_they_wrote(act):
    superuser, other = (UserFactory(is_superuser=True, role="Reviewer") for _ in range(2))
    story = handed_in(owner=superuser)

    assert act(superuser, story, "approve") == act(superuser, story, "reject") == 403
    assert not is_live(story)
    assert not is_decided()

    assert act(other, story, "approve") == 200
    assert is_live(story)


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_author_cannot_decide_on_their_text_at_the_address_of_another_story(act, submitted, writer, action):
    writer.groups.add(Group.objects.get(name="Reviewer"))
    another, state = handed_in(), submitted.current_workflow_task_state

    assert act(writer, another, action, state) == 403
    assert not is_live(submitted) and not is_live(another)
    assert not is_decided()

    assert act(UserFactory(role="Reviewer"), another, action, state) == 200
    assert is_live(submitted) == (action == "approve")


def test_text_without_the_persons_yes_cannot_be_approved_at_the_address_of_another_story(act, submitted, reviewer):
    unread = hand_in(StoryFactory(consented=True, owner=submitted.owner), found_safe=True)

    assert act(reviewer, submitted, "approve", unread.current_workflow_task_state) == 403
    assert not is_live(unread) and not is_live(submitted)

    approve(unread.get_latest_revision(), by=ApprovedBy.CODE)
    state = unread.current_workflow_task_state
    assert act(reviewer, submitted, "approve", state) == 200
    assert is_live(unread) and not is_live(submitted)


@pytest.mark.parametrize("role", ["Writer", "Translator", "Administrator", None])
def test_nobody_decides_on_a_story_without_a_role_that_reviews(act, submitted, role):
    stranger = UserFactory(role=role) if role else UserFactory(is_superuser=True)
    task, state = submitted.current_workflow_task, submitted.current_workflow_task_state

    assert task.get_actions(submitted, stranger) == []
    assert act(stranger, submitted, "approve") == act(stranger, submitted, "reject") == 403
    for action in ("approve", "reject"):
        with pytest.raises(PermissionDenied):
            task.on_action(state, stranger, action, **CONFIRMED)

    assert not is_live(submitted)
    assert not is_decided()


def test_story_without_consent_is_approved_only_once_it_has_one(act, reviewer):
    story = handed_in(consented=False)

    assert act(reviewer, story, "approve") == 403
    assert not is_live(story)

    active_consent(contributor=story.contributor)
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    assert act(reviewer, story, "approve") == 200
    assert is_live(story)


@pytest.mark.parametrize("days, status", [(1, 403), (-1, 200)], ids=["tomorrow", "yesterday"])
def test_story_is_approved_only_once_the_person_had_time_to_think_again(act, reviewer, days, status):
    consent = active_consent(cooling_off_until=timezone.now() + timedelta(days=days))
    story = handed_in(contributor=consent.contributor)

    assert act(reviewer, story, "approve") == status
    assert is_live(story) == (status == 200)


def test_story_whose_consent_ended_during_the_review_does_not_go_live(act, submitted, reviewer):
    state = submitted.current_workflow_task_state

    withdraw(submitted.contributor.consents.get())

    assert submitted.current_workflow_task_state is None
    assert act(reviewer, submitted, "approve", state) == 302, "sent away: nothing is to be decided"
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, reviewer, "approve", **CONFIRMED)
    assert not is_live(submitted)


def test_review_that_its_author_has_just_stopped_decides_nothing(act, submitted, reviewer, writer):
    task, seen = submitted.current_workflow_task, submitted.current_workflow_task_state
    submitted.current_workflow_state.cancel(writer)

    for action in ("approve", "reject"):
        with pytest.raises(PermissionDenied):
            task.on_action(seen, reviewer, action, **CONFIRMED)

    assert not is_live(submitted)
    assert not is_decided()


def test_officer_hides_a_live_story_in_one_step(client, officer):
    story = StoryFactory(live=True)
    client.force_login(officer)

    client.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    assert not is_live(story)


def test_edit_after_approval_is_not_what_goes_live(client, act, submitted, reviewer):
    approved = submitted.get_latest_revision()
    assert act(reviewer, submitted, "approve") == 200
    story = StoryPage.objects.get()
    draft = story.get_latest_revision_as_object()
    draft.headline = "Words that nobody has read"
    draft.save_revision(user=submitted.owner)

    assert StoryPage.objects.get().live_revision_id == approved.pk
    page = client.get(story.url).content.decode()
    assert submitted.headline in page and "nobody has read" not in page


def test_second_words_of_a_public_story_are_judged_not_its_first(
    client, act, submitted, officer, reviewer, writer
):
    assert act(reviewer, submitted, "approve") == 200
    story = StoryPage.objects.get()
    first = story.headline
    draft = story.get_latest_revision_as_object()
    draft.headline = "Second words"
    draft.save_revision(user=writer)
    story.refresh_from_db()
    story.get_workflow().start(story, writer)

    assert act(reviewer, story, "approve") == 403, "the person said yes to the first words only"
    assert first in client.get(story.url).content.decode()

    assert act(officer, story, "approve") == 200
    revision = approve(story.get_latest_revision(), by=ApprovedBy.CODE).revision_id
    assert act(reviewer, story, "approve") == 200
    assert "Second words" in client.get(story.url).content.decode()
    assert RiskReview.objects.latest("pk").revision_id == revision == story.latest_revision_id


def test_text_that_was_changed_during_the_review_is_not_what_was_handed_in(submitted, reviewer, writer):
    task, state = submitted.current_workflow_task, submitted.current_workflow_task_state
    submitted.save_revision(user=writer)

    with pytest.raises(PermissionDenied):
        task.on_action(state, reviewer, "approve", **CONFIRMED)

    assert not is_live(submitted)


def test_officer_withdraws_on_behalf_of_the_person(client, officer):
    story = StoryFactory(live=True)
    consent = story.contributor.consents.get()
    client.force_login(officer)
    url = reverse("withdraw_consent", args=[consent.pk])

    assert client.get(url).status_code == 200
    assert is_live(story)
    for _twice in range(2):
        assert client.post(url).headers["Location"] == reverse("consent:inspect", args=[consent.pk])

    assert not is_live(story)
    assert Consent.objects.get().status == Status.WITHDRAWN


@pytest.mark.parametrize("role", ["Writer", "Translator", "Press officer", "Administrator"])
def test_who_does_not_protect_people_cannot_withdraw_for_them(client, role):
    story = StoryFactory(live=True)
    client.force_login(UserFactory(role=role))
    url = reverse("withdraw_consent", args=[story.contributor.consents.get().pk])

    assert client.get(url).headers["Location"] == client.post(url).headers["Location"] == "/admin/"

    assert is_live(story)
    assert Consent.objects.get().status == Status.ACTIVE


@pytest.mark.parametrize("change", [{"description": "Her uncovered face"}, {"file_hash": "f" * 40}])
def test_no_code_swaps_a_picture_during_the_review(change):
    picture = CampaignImageFactory(description="A woven cloth")
    handed_in(body=[("picture", {"image": picture, "caption": ""})])
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        CampaignImage.objects.filter(pk=picture.pk).update(**change)


def test_picture_covered_during_the_review_cannot_be_approved_before_it_is_handed_in_again(act, reviewer, officer):
    picture = CampaignImageFactory(description="A woven cloth")
    story = handed_in(body=[("picture", {"image": picture, "caption": ""})])
    clear(cover_picture(picture.pk, [Area(0, 0, 9, 9)], Cover.FILL, user=officer, file_hash=picture.file_hash))
    assert [action for action, *_rest in story.current_workflow_task.get_actions(story, reviewer)] == ["reject"]
    judge(story, roles=[ReviewRole.PROTECTION])
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    story.current_workflow_task_state.save()

    assert act(reviewer, story, "approve") == 403
    assert not is_live(story)

    story.current_workflow_state.cancel(story.owner)
    story.get_workflow().start(story, story.owner)
    assert act(reviewer, story, "approve") == 200
    assert is_live(story)


def test_hidden_story_does_not_come_back_by_its_review(client, act, submitted, officer, reviewer, writer):
    assert act(reviewer, submitted, "approve") == 200
    story = StoryPage.objects.get()
    draft = story.get_latest_revision_as_object()
    draft.headline = "Second words"
    draft.save_revision(user=writer)
    story.refresh_from_db()
    judge(story, roles=[ReviewRole.PROTECTION])
    approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    story.get_workflow().start(story, writer)
    state = story.current_workflow_task_state
    client.force_login(officer)

    client.post(reverse("wagtailadmin_pages:unpublish", args=[story.pk]))

    assert not is_live(story)
    assert StoryPage.objects.get().current_workflow_state is None
    assert act(reviewer, story, "approve", state) == 302, "sent away: nothing is to be decided"
    assert not is_live(story)


def test_editor_shows_which_elements_were_ticked(client, writer):
    story = StoryFactory(owner=writer, elements={Element.FACE, Element.AGE})
    client.force_login(writer)

    form = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).context["form"]

    assert {box.data["value"] for box in form["elements"] if box.data["selected"]} == {"face", "age"}


def test_who_wrote_the_source_does_not_review_its_translation(client, act):
    story_index("fr")
    officer = UserFactory(role="Protection officer")
    consent = active_consent(languages=frozenset({"en", "fr"}))
    english = StoryFactory(contributor=consent.contributor)
    english.save_revision(user=officer)
    french = english.copy_for_translation(Locale.objects.get(language_code="fr"))
    translator = UserFactory(role="Translator")
    french.save_revision(user=translator)

    french.get_workflow().start(french, translator)

    assert act(officer, french, "approve") == 403
    assert french not in waiting_for_review(officer)
    assert act(UserFactory(role="Protection officer"), french, "approve") == 200


def test_who_keeps_the_persons_yes_is_not_the_second_reviewer(client, act):
    both = UserFactory(role="Protection officer")
    both.groups.add(Group.objects.get(name="Reviewer"))
    story = StoryFactory(consented=True)
    hand_in(story)
    assert act(UserFactory(role="Protection officer"), story, "approve") == 200
    approve(story.get_latest_revision(), by=ApprovedBy.READ_BACK, officer=both)

    assert act(both, story, "approve") == 403
    assert story not in waiting_for_review(both)
    assert act(UserFactory(role="Reviewer"), story, "approve") == 200
