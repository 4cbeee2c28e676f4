"""The person's own yes to exactly one text in one language: with their code, by a guardian, or read back to them.

What a yes is worth is asked in `stories.publication`; here it is asked for and kept.
"""

from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, WorkflowState

from stories.authorship import author_ids
from stories.consent import audit
from stories.consent.choices import ApprovedBy, Status
from stories.consent.models import Consent, Contributor, StoryApproval
from stories.consent.sealing import lock
from stories.models import StoryPage
from stories.moderation import PersonsYesTask, was_not_protected
from stories.permissions import may_read_back
from stories.publication import OF_ANOTHER, approval_reasons, content_hash


class ApprovalRefused(ValueError):
    """Nobody can say yes to this text now; `str()` is a sentence for people."""


class WaitingText(NamedTuple):
    """A text that waits for the person's yes: the story as that revision has it, its language, the revision."""

    story: StoryPage
    language: str
    revision: Revision


@transaction.atomic
def approve(
    text: StoryPage | Revision,
    *,
    by: ApprovedBy,
    consent: Consent | None = None,
    officer=None,
    shown: str | None = None,
) -> StoryApproval:
    """Keep the person's yes to a text as it stands, under their active consent. Twice is once.

    `shown` is the content hash (`stories.publication`) of what the person saw or heard. Raises ApprovalRefused
    when that is not this text any more, when no consent of theirs is active, when the text names another person
    than its page, and when `officer`, who read it back, wrote in it or has no role that lets them.
    """
    story = text.as_object() if isinstance(text, Revision) else text
    if story.is_of_another():
        raise ApprovalRefused(str(OF_ANOTHER))
    story.contributor = lock(story.contributor)
    consent = _active_consent(story, consent)
    now = content_hash(story)
    if shown is not None and shown != now:
        raise ApprovalRefused(_("The text was changed meanwhile. Read it again from the start."))
    if by == ApprovedBy.READ_BACK and not _may_read_back(officer, story):
        raise ApprovalRefused(_("Somebody who did not write this text must read it back."))
    if by == ApprovedBy.GUARDIAN and not consent.for_minor:
        raise ApprovalRefused(_("A guardian answers only for a person under 18."))
    exactly = {
        "translation_key": story.translation_key,
        "language": story.locale.language_code,
        "content_hash": now,
        "consent": consent,
    }
    if approval := StoryApproval.objects.standing().filter(**exactly).first():
        _let_go_on(story, officer)
        return approval
    revision_id = text.pk if isinstance(text, Revision) else story.latest_revision_id
    approval = StoryApproval.objects.create(**exactly, revision_id=revision_id, by=by, officer=officer)
    how = ApprovedBy(by).value.replace("_", " ")
    sentence = f"The text of {story.contributor} in {story.locale.language_code} was approved: {how}."
    audit.record("story.approved", approval, sentence, officer)
    _let_go_on(story, officer)
    return approval


def _may_read_back(officer, story: StoryPage) -> bool:
    return bool(officer) and may_read_back(officer, story) and officer.pk not in author_ids(story)


def _let_go_on(story: StoryPage, officer) -> None:
    """Let the workflows that wait for this yes go on to the second review."""
    same = {"translation_key": story.translation_key, "locale_id": story.locale_id, "alias_of": None}
    for page in StoryPage.objects.filter(**same):
        state = page.current_workflow_task_state
        if state is None or not isinstance(task := state.task.specific, PersonsYesTask):
            continue
        if state.status == TaskState.STATUS_IN_PROGRESS and task.is_passed(state.revision.as_object()):
            state.approve(user=officer)


def waiting_for(contributor: Contributor) -> list[WaitingText]:
    """Return the texts under review that the person can say yes to: once per story and language, newest version.

    Only languages that their consent covers, their own first.
    """
    consent = Consent.objects.filter(contributor=contributor, status=Status.ACTIVE).for_site().first()
    if consent is None:
        return []
    pages = StoryPage.objects.filter(contributor=contributor, locale__language_code__in=consent.languages)
    texts = [
        text for page in pages.order_by("pk") if (text := under_review(page)) and approval_reasons(text.story)
    ]
    return sorted(texts, key=lambda text: (text.language != contributor.language, text.language))


def under_review(page: StoryPage) -> WaitingText | None:
    """Return the text of a page that is on its way and that a protection officer found safe; else None.

    It opens the person's own words, for whoever hears it before they say yes: the person, and who reads it to
    them. A version that names another person is nobody's to read.
    """
    state = page.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or state.current_task_state is None:
        return None
    revision = state.current_task_state.revision
    story = revision.as_object()
    if story.is_of_another() or was_not_protected(story):
        return None
    story.opens_words = True
    return WaitingText(story, page.locale.language_code, revision)


def _active_consent(story: StoryPage, consent: Consent | None) -> Consent:
    active = Consent.objects.filter(contributor_id=story.contributor_id, status=Status.ACTIVE)
    found = active.filter(pk=consent.pk).first() if consent else active.for_site().first()
    if found is None:
        raise ApprovalRefused(_("No active consent covers telling the public on this website."))
    return found
