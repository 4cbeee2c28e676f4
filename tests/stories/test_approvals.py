"""The person's own yes to exactly one text: what it is worth, who can give it, and which texts wait for it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import TaskState

from campaign_site.accounts.role_table import PROTECTION_OFFICER, WRITER
from stories.approvals import ApprovalRefused, approve, waiting_for
from stories.consent import lifecycle
from stories.consent.choices import ApprovedBy, Channel, Element, EvidenceKind, Purpose, Status
from stories.consent.models import AuditEvent, Consent, StoryApproval
from stories.models import StoryPage
from stories.narrowing import narrow
from stories.publication import PublicationRefused, content_hash, may_publish
from stories.slots import set_slot
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.stories import (
    ConsentFactory,
    ContributorFactory,
    StoryFactory,
    active_consent,
    judge,
    story_index,
)
from tests.stories.reviewing import hand_in, handed_in

pytestmark = pytest.mark.django_db


def reasons(story):
    return [reason.code for reason in may_publish(story)]


def test_a_reviewed_text_that_the_person_has_not_approved_stays_unpublished():
    story = StoryFactory(consented=True)
    revision = story.save_revision(user=story.owner)
    judge(story, revision)

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


def given(**kwargs):
    """Return a consent that was given and does not count yet."""
    return lifecycle.give(ConsentFactory(**kwargs), evidence_kind=EvidenceKind.FORM, evidence_location="Safe")


def for_the_press_only(**kwargs):
    return active_consent(purposes={Purpose.PRESS}, channels={Channel.PRESS_RELEASE}, **kwargs)


@pytest.mark.parametrize("consent", [ConsentFactory, given, for_the_press_only])
def test_nobody_can_say_yes_without_an_active_consent_for_the_site(consent):
    story = StoryFactory()
    not_enough = consent(contributor=story.contributor)

    with pytest.raises(ApprovalRefused):
        approve(story, by=ApprovedBy.CODE)
    if not_enough.status != Status.ACTIVE:
        with pytest.raises(ApprovalRefused):
            approve(story, by=ApprovedBy.CODE, consent=not_enough)

    active_consent(contributor=story.contributor)
    assert approve(story, by=ApprovedBy.CODE).consent != not_enough


def test_a_yes_is_kept_for_the_consent_that_was_read_and_for_no_other():
    story = StoryFactory(consented=True)
    named = for_the_press_only(contributor=story.contributor)
    active_consent()

    assert approve(story, by=ApprovedBy.CODE).consent == story.contributor.consents.for_site().get()
    assert approve(story, by=ApprovedBy.CODE, consent=named).consent == named


def test_a_guardian_answers_only_for_a_child():
    with pytest.raises(ApprovalRefused):
        approve(StoryFactory(consented=True), by=ApprovedBy.GUARDIAN)

    child = ContributorFactory(is_minor=True)
    active_consent(contributor=child, guardian_consented=True, child_assented=True)
    assert approve(StoryFactory(contributor=child), by=ApprovedBy.GUARDIAN).by == ApprovedBy.GUARDIAN


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
    assert event.actor == "system" and story.contributor.code in event.sentence
    assert story.headline not in event.sentence


def test_a_yes_after_something_was_taken_back_is_a_new_one():
    story = StoryFactory(consented=True)
    before = approve(story, by=ApprovedBy.CODE)
    withdraw(for_the_press_only(contributor=story.contributor))
    assert "not_approved" in reasons(story)

    assert approve(story, by=ApprovedBy.CODE) != before
    assert "not_approved" not in reasons(story)


def test_a_yes_belongs_to_the_version_that_was_read(waiting, writer):
    read = waiting.get_latest_revision()
    waiting.headline = "What nobody has read"
    waiting.save_revision(user=writer)

    approval = approve(read, by=ApprovedBy.CODE)

    assert approval.revision_id == read.pk
    assert approval.content_hash == content_hash(read.as_object()) != content_hash(waiting)


def test_who_wrote_in_a_text_or_has_no_such_role_cannot_read_it_back():
    story = StoryFactory(consented=True)
    story.save_revision(user=story.owner)
    story.owner.groups.add(Group.objects.get(name=PROTECTION_OFFICER))

    for officer in (story.owner, UserFactory(role=WRITER), None):
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


@pytest.mark.parametrize("language, order", [("ar", ["ar", "en"]), ("en", ["en", "ar"])])
def test_texts_under_review_wait_in_the_languages_of_the_consent_the_persons_own_first(language, order):
    story = hand_in(StoryFactory(consented=True), found_safe=True)
    arabic = story.copy_for_translation(story_index("ar").locale)
    french = story.copy_for_translation(story_index("fr").locale)
    for page in (arabic, french):
        page.owner = story.owner
        hand_in(page, found_safe=True)
    contributor = story.contributor
    contributor.language = language

    texts = waiting_for(contributor)

    assert [text.language for text in texts] == order
    assert texts[order.index("en")].revision == story.latest_revision
    approve(texts[0].revision, by=ApprovedBy.CODE)
    assert [text.language for text in waiting_for(contributor)] == order[1:]


def test_drafts_and_returned_texts_wait_for_nobody(waiting, officer):
    StoryFactory(contributor=waiting.contributor)
    assert len(waiting_for(waiting.contributor)) == 1

    waiting.current_workflow_task_state.reject(user=officer)

    assert waiting_for(waiting.contributor) == []


@pytest.mark.parametrize("consent", [ConsentFactory, given, for_the_press_only])
def test_nothing_waits_for_a_person_without_an_active_consent_for_the_site(submitted, consent):
    story = handed_in(consented=False)
    consent(contributor=story.contributor)
    assert submitted.contributor.consents.get().status == Status.ACTIVE

    assert waiting_for(story.contributor) == []

    active_consent(contributor=story.contributor)
    assert [text.story for text in waiting_for(story.contributor)] == [story]


def test_nobody_is_shown_the_text_of_somebody_else(waiting):
    other = active_consent().contributor

    assert waiting_for(other) == []
    assert len(waiting_for(waiting.contributor)) == 1


def test_the_text_that_waits_is_the_one_that_was_handed_in(waiting, writer):
    read = waiting.get_latest_revision()
    waiting.headline = "What nobody has handed in"
    waiting.save_revision(user=writer)

    text = waiting_for(waiting.contributor)[0]

    assert (text.revision, text.story.headline) == (read, "Hello [first_name]")


def test_a_review_without_a_reader_waits_for_nobody(waiting):
    TaskState.objects.all().delete()

    assert waiting_for(waiting.contributor) == []


def test_second_review_is_closed_until_the_person_said_yes(act, waiting, officer, reviewer):
    for user in (officer, reviewer):
        assert "approve" not in [action[0] for action in waiting.current_workflow_task.get_actions(waiting, user)]
        assert act(user, waiting, "approve") == 403
    assert not StoryPage.objects.live().exists()

    approve(waiting.get_latest_revision(), by=ApprovedBy.CODE)

    task = waiting.current_workflow_task
    assert "approve" in [action[0] for action in task.get_actions(waiting, reviewer)]
    assert act(reviewer, waiting, "approve") == 200
    assert StoryPage.objects.live().exists()


def test_words_set_during_the_review_give_the_text_back_to_its_author(waiting, officer):
    set_slot(waiting.contributor, Element.FIRST_NAME, "en", "Nour", "the young woman", officer)

    assert fresh(waiting).current_workflow_state is None


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
