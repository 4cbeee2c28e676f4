"""The person's own yes to exactly one text, and the screen on which an officer reads it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from stories.approvals import ApprovalRefused, approve, waiting_for
from stories.consent import lifecycle
from stories.consent.choices import ApprovedBy, Element, EvidenceKind, Outcome, Status
from stories.consent.models import AuditEvent, Consent, StoryApproval
from stories.models import StoryPage
from stories.moderation import record_review
from stories.narrowing import narrow
from stories.publication import PublicationRefused, content_hash, may_publish
from stories.slots import set_slot
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory, StoryFactory, active_consent, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(writer):
    """A story under review to which the person has not said yes."""
    return hand_in(StoryFactory(consented=True, owner=writer, headline="Hello [first_name]"))


def hand_in(story):
    story.save_revision(user=story.owner)
    story.get_workflow().start(story, story.owner)
    return story


def reasons(story):
    return [reason.code for reason in may_publish(story)]


def read_back_url(story):
    return reverse("read_back", args=[story.pk])


def test_a_reviewed_text_that_the_person_has_not_approved_stays_unpublished():
    story = StoryFactory(consented=True)
    revision = story.save_revision(user=story.owner)
    record_review(story, revision, UserFactory(), Outcome.POSITIVE)

    assert reasons(story) == ["not_approved"]
    with pytest.raises(PublicationRefused):
        revision.publish()


def test_a_yes_to_other_words_is_no_yes():
    story = StoryFactory(consented=True)
    approve(story, by=ApprovedBy.CODE)
    assert "not_approved" not in reasons(story)

    story.headline = "Something else"

    assert "not_approved" in reasons(story)


def test_a_yes_in_one_language_is_none_in_another():
    story = StoryFactory(consented=True)
    approve(story, by=ApprovedBy.CODE)
    arabic = story.copy_for_translation(story_index("ar").locale)

    assert "not_approved" in reasons(arabic)


def test_somebody_elses_yes_does_not_count():
    story, other = StoryFactory(consented=True), active_consent()
    with pytest.raises(ApprovalRefused):
        approve(story, by=ApprovedBy.CODE, consent=other)
    StoryApproval.objects.create(
        translation_key=story.translation_key,
        language="en",
        content_hash=content_hash(story),
        consent=other,
        by=ApprovedBy.CODE,
    )

    assert "not_approved" in reasons(story)


def test_a_yes_outlives_the_narrowing_of_its_consent():
    story = StoryFactory(live=True)
    narrow(story.contributor.consents.get(), languages={"en"})

    assert reasons(story) == []
    assert list(StoryPage.objects.for_public_display()) == [story]


def test_a_yes_before_a_withdrawal_does_not_count_under_the_next_consent():
    story = StoryFactory(live=True)
    narrowed = narrow(story.contributor.consents.get(), languages={"en"})
    withdraw(narrowed)
    active_consent(contributor=story.contributor)
    story.refresh_from_db()

    assert "not_approved" in reasons(story)


def test_nobody_can_say_yes_without_an_active_consent():
    story = StoryFactory()

    with pytest.raises(ApprovalRefused):
        approve(story, by=ApprovedBy.CODE)


def test_a_guardian_answers_only_for_a_child():
    with pytest.raises(ApprovalRefused):
        approve(StoryFactory(consented=True), by=ApprovedBy.GUARDIAN)


def test_a_yes_to_what_was_shown_is_refused_once_that_has_changed():
    story = StoryFactory(consented=True)
    shown = content_hash(story)
    story.introduction = "Not what was read."

    with pytest.raises(ApprovalRefused):
        approve(story, by=ApprovedBy.CODE, shown=shown)


def test_the_same_yes_twice_is_one_and_tells_the_audit_trail_once():
    story = StoryFactory(consented=True)

    assert approve(story, by=ApprovedBy.CODE) == approve(story, by=ApprovedBy.CODE)

    event = AuditEvent.objects.get(kind="story.approved")
    assert story.contributor.code in event.sentence
    assert story.headline not in event.sentence


def test_who_wrote_in_a_text_cannot_read_it_back():
    story = StoryFactory(consented=True)
    story.save_revision(user=story.owner)

    for officer in (story.owner, None):
        with pytest.raises(ApprovalRefused):
            approve(story, by=ApprovedBy.READ_BACK, officer=officer)


def test_changed_words_behind_a_token_need_a_new_yes_and_hide_the_story():
    story = StoryFactory(consented=True, headline="Hello [first_name]", introduction="In [city]")
    set_slot(story.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman")
    approve(story, by=ApprovedBy.CODE)
    for value, otherwise in (("Noor", "the young woman"), ("Nour", "a young woman"), ("", "the young woman")):
        before = content_hash(fresh(story))
        set_slot(story.contributor, Element.FIRST_NAME, "en", value, otherwise)
        assert content_hash(fresh(story)) != before
    set_slot(story.contributor, Element.EMPLOYER, "en", "A shop", "an employer")
    set_slot(story.contributor, Element.FIRST_NAME, "ar", "نور", "الشابة")

    assert content_hash(fresh(story)) != before, "the last change, not the two of words that it does not use"
    assert "not_approved" in reasons(fresh(story))


def fresh(story):
    return StoryPage.objects.get(pk=story.pk)


def test_words_of_a_live_story_hide_it_until_they_are_approved():
    story = StoryFactory(live=True, headline="Hello [first_name]")
    other = StoryFactory(live=True, contributor=story.contributor)

    set_slot(story.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman")

    assert list(StoryPage.objects.for_public_display()) == [other]
    assert not fresh(story).live


def test_same_words_again_hide_nothing():
    story = StoryFactory(consented=True, headline="Hello [first_name]")
    set_slot(story.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman")
    StoryFactory(live=True, contributor=story.contributor, headline="Hello [first_name]")

    set_slot(story.contributor, Element.FIRST_NAME, "en", " Nour", "the young woman ")

    assert StoryPage.objects.for_public_display().count() == 1
    assert AuditEvent.objects.filter(kind="slot.set").count() == 1


def test_sql_console_cannot_put_live_what_the_person_did_not_approve():
    story = StoryFactory(live=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(live_content_hash="0" * 64)
        connection.check_constraints()


def test_sql_console_cannot_change_the_words_of_a_live_story():
    story = StoryFactory(consented=True, headline="Hello [first_name]")
    slot = set_slot(story.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman")
    StoryFactory(live=True, contributor=story.contributor, body=[("text", "<p>I am [first_name].</p>")])
    changes = [{"otherwise": "Nour of Rabat"}, {"sealed": None}, {"element": "city"}, {"language": "fr"}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            type(slot).objects.filter(pk=slot.pk).update(**change)
            connection.check_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        slot.delete()
        connection.check_constraints()


def test_slots_of_texts_that_are_not_live_may_change():
    story = StoryFactory(consented=True, headline="Hello [first_name]")
    slot = set_slot(story.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman")
    StoryFactory(live=True, contributor=story.contributor)

    type(slot).objects.filter(pk=slot.pk).update(otherwise="a woman")
    connection.check_constraints()
    slot.delete()
    connection.check_constraints()


def test_texts_under_review_wait_for_the_person_in_the_languages_of_the_consent(roles):
    story = hand_in(StoryFactory(consented=True))
    arabic = story.copy_for_translation(story_index("ar").locale)
    french = story.copy_for_translation(story_index("fr").locale)
    for page in (arabic, french):
        page.owner = story.owner
        hand_in(page)
    contributor = story.contributor
    contributor.language = "ar"

    texts = waiting_for(contributor)

    assert [text.language for text in texts] == ["ar", "en"]
    assert texts[1].revision == story.latest_revision
    approve(texts[0].revision, by=ApprovedBy.CODE)
    assert [text.language for text in waiting_for(contributor)] == ["en"]


def test_drafts_and_returned_texts_wait_for_nobody(waiting, officer):
    StoryFactory(contributor=waiting.contributor)
    assert len(waiting_for(waiting.contributor)) == 1

    waiting.current_workflow_task_state.reject(user=officer)

    assert waiting_for(waiting.contributor) == []


def test_review_is_closed_until_the_person_said_yes(act, waiting, officer):
    task = waiting.current_workflow_task
    assert "approve" not in [action[0] for action in task.get_actions(waiting, officer)]
    assert act(officer, waiting, "approve") == 403
    assert not StoryPage.objects.live().exists()

    approve(waiting.get_latest_revision(), by=ApprovedBy.CODE)

    assert "approve" in [action[0] for action in task.get_actions(waiting, officer)]
    assert act(officer, waiting, "approve") == 200
    assert StoryPage.objects.live().exists()


def test_words_set_during_the_review_give_the_text_back_to_its_author(waiting, officer):
    set_slot(waiting.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman", officer)

    assert fresh(waiting).current_workflow_state is None


def test_officer_reads_back_and_keeps_the_yes(client, waiting, officer):
    client.force_login(officer)
    page = client.get(read_back_url(waiting))
    assert "Hello this person" in page.content.decode()

    answer = {"said_yes": "on", "shown": page.context["form"]["shown"].value()}
    for _twice in range(2):
        assert client.post(read_back_url(waiting), answer).status_code == 302

    approval = StoryApproval.objects.get()
    assert (approval.by, approval.officer) == (ApprovedBy.READ_BACK, officer)
    assert approval.content_hash == content_hash(waiting.get_latest_revision_as_object())


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


def test_officer_who_wrote_in_the_story_is_told_so(client, roles):
    writer = UserFactory(role="Protection officer")
    story = hand_in(StoryFactory(consented=True, owner=writer))
    client.force_login(writer)

    page = client.get(read_back_url(story))

    assert page.context["is_author"]
    assert 'type="submit"' not in page.content.decode().split("nice-padding")[1]


def test_a_draft_has_nothing_to_read_back(client, roles, officer):
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


def test_a_consent_that_replaced_an_approved_one_by_hand_keeps_the_yes():
    story = StoryFactory(consented=True)
    approve(story, by=ApprovedBy.CODE)
    old = story.contributor.consents.get()
    new = ConsentFactory(contributor=story.contributor, supersedes=old, given_at=timezone.now())
    lifecycle.give(new, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe")
    lifecycle.move(old, Status.SUPERSEDED)
    lifecycle.activate(new)

    assert "not_approved" not in reasons(story)
    assert Consent.objects.get(status=Status.ACTIVE).given_at <= timezone.now() + timedelta(seconds=1)
