"""The review of a story: nobody reviews their own text, and nobody edits while it is reviewed."""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from stories.authorship import author_ids
from stories.consent import audit
from stories.consent.choices import Outcome
from stories.consent.models import RiskReview
from stories.consent.sealing import lock
from stories.identity.checking import check_story
from stories.publication import approval_reasons, consent_reasons, content_hash, finding_reasons, review_reasons
from stories.review_lock import StoryReviewLock
from stories.risk_review import VERSION, RiskReviewForm, answers_in, is_complete


class StoryReviewState(TaskState):
    """One review under way, with the hash of what was handed in: pictures and their words can change beside it."""

    content_hash = models.CharField(max_length=64)

    def save(self, *args, **kwargs):
        """Pin what is to be read when the review starts."""
        if not self.content_hash:
            self.content_hash = content_hash(self.revision.as_object())
        super().save(*args, **kwargs)


class StoryReviewTask(AbstractGroupApprovalTask):
    """A risk review by one of the task's groups, never by somebody who wrote in the story."""

    task_state_class = StoryReviewState
    lock_class = StoryReviewLock

    class Meta:
        verbose_name = _("story review")
        verbose_name_plural = _("story reviews")

    @classmethod
    def get_description(cls):
        """Say what the task does, in the admin's list of tasks."""
        return _("Somebody who did not write the story judges the risk and approves exactly this text.")

    def start(self, workflow_state, user=None):
        """Begin the review with an identity check.

        A personal lock ends with it, or its owner could edit what is being reviewed.
        """
        story = workflow_state.content_object
        check_story(story.specific, user)
        if story.locked:
            story.locked, story.locked_by, story.locked_at = False, None, None
            story.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user)

    def locked_for_user(self, obj, user):
        """Nobody edits what is being reviewed, reviewers included; the author can stop the review first."""
        return True

    def user_can_access_editor(self, obj, user):
        """Let reviewers read the story where its pictures and consent stand beside it; not a superuser as such."""
        return self._user_in_groups(user)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """Put the reviews on the dashboards of reviewers; not of a superuser as such."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states if self._user_in_groups(user) else states.none()

    def user_can_lock(self, obj, user):
        """The task's own lock is enough."""
        return False

    def user_can_unlock(self, obj, user):
        """Cancelling the review is the way to edit again."""
        return False

    def get_actions(self, obj, user):
        """Offer the group's actions to people who did not write the story; to no superuser as such."""
        story = obj.get_latest_revision_as_object()
        if not self._user_in_groups(user) or user.pk in author_ids(story):
            return []
        approve = [("approve", _("Approve"), True)] if may_be_approved(story) else []
        return [*approve, ("reject", _("Request changes"), True)]

    def get_form_for_action(self, action):
        """Ask whoever approves to confirm each statement of the risk review."""
        return RiskReviewForm if action == "approve" else super().get_form_for_action(action)

    def get_template_for_action(self, action):
        """Put each statement beside its box."""
        return "stories/admin/risk_review.html" if action == "approve" else super().get_template_for_action(action)

    def on_action(self, task_state, user, action_name, **kwargs):
        """Record the judgement on the revision that was read, then let the workflow go on.

        `kwargs` is what their form asked for; the editor hands it on unread. Returns the dashboard's address: a
        reviewer may not open the story any more. Raises PermissionDenied when no reviewer or an author tries, when
        a statement is not confirmed, when anything changed since it was handed in, or when the identity check
        finds something: what it finds is kept, whatever becomes of the judgement.
        """
        if action_name == "approve" and self._user_in_groups(user):
            check_story(task_state.revision.as_object(), user)
        return self._judge(task_state, user, action_name, **kwargs)

    @transaction.atomic
    def _judge(self, task_state, user, action_name, **kwargs):
        revision = task_state.revision
        story = revision.as_object()
        lock(story.contributor)
        task_state.refresh_from_db(fields=["status"])
        if not self._user_in_groups(user) or user.pk in author_ids(story):
            raise PermissionDenied
        if action_name == "approve":
            answers = answers_in(kwargs)
            if has_changed(task_state, story) or not may_be_approved(story) or not is_complete(answers):
                raise PermissionDenied
            record_review(story, revision, user, Outcome.POSITIVE, answers)
        elif action_name == "reject":
            record_review(story, revision, user, Outcome.NEGATIVE)
        super().on_action(task_state, user, action_name, comment=str(kwargs.get("comment", "")))
        return reverse("wagtailadmin_home")


def has_changed(task_state, story) -> bool:
    """Whether the text, or a picture in it, is not what was handed in for this review."""
    latest = story.get_latest_revision().pk == task_state.revision_id
    return not latest or content_hash(story) != task_state.specific.content_hash


def may_be_approved(story) -> bool:
    """Whether a reviewer may let this text pass: covered, approved, not refused, without an open finding."""
    return not (consent_reasons(story) or approval_reasons(story) or was_refused(story) or finding_reasons(story))


def was_refused(story) -> bool:
    """Whether a reviewer refused exactly this text: changed words are a new text."""
    return "refused" in [reason.code for reason in review_reasons(story)]


def record_review(story, revision, reviewer, outcome: Outcome, answers: dict | None = None) -> RiskReview:
    """Store one judgement on exactly this content, with its audit event.

    `answers` is the word on each of the `risk_review.STATEMENTS`. Raises ValueError when a yes leaves one open, or
    when the identity check finds something in this text on which no officer has decided.
    """
    if outcome == Outcome.POSITIVE and not is_complete(answers or {}):
        raise ValueError("A story passes its review only when every statement is confirmed.")
    if outcome == Outcome.POSITIVE:
        check_story(story, reviewer)
        if finding_reasons(story):
            raise ValueError("A story passes its review only when nobody would be given away by it.")
    review = RiskReview.objects.create(
        translation_key=story.translation_key,
        language=story.locale.language_code,
        content_hash=content_hash(story),
        revision_id=revision.pk,
        reviewer=reviewer,
        checklist_version=VERSION,
        answers=answers or {},
        outcome=outcome,
    )
    audit.record("story.reviewed", review, f"{story.contributor} was reviewed: {outcome.value}.", reviewer)
    return review
