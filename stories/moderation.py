"""The steps that a story passes: a protection officer's review, the person's own yes, a second officer's review.

Nobody reviews their own text or twice, and nobody edits while it is on its way. Which step follows which stands in
`stories/review_workflow.py`.
"""

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from campaign_site.pages.review_task import ReviewTask
from stories.authorship import author_ids
from stories.consent import audit
from stories.consent.choices import Outcome, ReviewRole
from stories.consent.models import RiskReview
from stories.consent.sealing import lock
from stories.identity.checking import check_story
from stories.publication import (
    approval_reasons,
    consent_reasons,
    content_hash,
    finding_reasons,
    picture_reasons,
    review_reasons,
    reviews_of,
    standing_approvals,
)
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


class StoryTask(ReviewTask):
    """What all steps of a story share."""

    waits_for_person = False
    lock_class = StoryReviewLock

    class Meta:
        abstract = True

    def start(self, workflow_state, user=None):
        """Begin the step, or the first that this text has not passed, where Wagtail would resume a later one.

        Reviews begin with an identity check.
        """
        story = workflow_state.content_object
        if not self.waits_for_person:
            check_story(story.specific, user)
        text = story.get_latest_revision_as_object()
        for task in tasks_before(self, workflow_state.workflow):
            if not task.is_passed(text):
                return task.start(workflow_state, user)
        task_state = super().start(workflow_state, user)
        if self.is_passed_once and self.is_passed(text):
            task_state.status, task_state.finished_at = TaskState.STATUS_APPROVED, timezone.now()
            task_state.save()
        return task_state

    @property
    def is_passed_once(self) -> bool:
        """Whether a text that passed this step before, unchanged, need not pass it again. Never what publishes."""
        return True

    def is_passed(self, story) -> bool:
        """Whether exactly this text needs no more of this step."""
        raise NotImplementedError

    def is_overtaken(self, story) -> bool:
        """Whether a story under review shows or says something else by now than what was handed in."""
        raise NotImplementedError

    def author_ids(self, page) -> set[int]:
        """Return the ids of all who wrote in the story or its pictures, ever."""
        return author_ids(page)

    def story_to_decide(self, task_state, user):
        """Return what the user may decide on, locked for the caller's transaction. Raises PermissionDenied."""
        story = task_state.revision.as_object()
        lock(story.contributor)
        task_state.refresh_from_db(fields=["status"])
        if not self.may_act(story, user):
            raise PermissionDenied
        return story


class StoryReviewTask(StoryTask):
    """One of the two risk reviews: by somebody who neither wrote in the story nor made the other one."""

    role = models.CharField(max_length=12, choices=ReviewRole, default=ReviewRole.PROTECTION)

    task_state_class = StoryReviewState

    class Meta:
        verbose_name = _("story review")
        verbose_name_plural = _("story reviews")

    @classmethod
    def get_description(cls):
        """Say what the task does, in the admin's list of tasks."""
        return _("Somebody who did not write the story judges the risk and approves exactly this text.")

    @property
    def is_passed_once(self) -> bool:
        """What a second reviewer decides is live at once."""
        return self.role == ReviewRole.PROTECTION

    def is_passed(self, story) -> bool:
        """Whether somebody found exactly this text safe in this role, and nobody refused it."""
        return not {"refused", f"not_reviewed_{self.role}"} & {reason.code for reason in review_reasons(story)}

    def may_act(self, story, user) -> bool:
        """Nobody acts twice: who let a text pass the other review, or read it back, is not the second reviewer."""
        other = reviews_of(story).filter(reviewer=user, outcome=Outcome.POSITIVE).exclude(role=self.role)
        if not super().may_act(story, user) or other.exists():
            return False
        return self.role != ReviewRole.SECOND or not standing_approvals(story).filter(officer=user).exists()

    def get_actions(self, obj, user):
        """Offer the decision to those who may take it."""
        story = obj.get_latest_revision_as_object()
        if not self.may_act(story, user):
            return []
        may_be_approved = self.may_be_approved(story) and not self.is_overtaken(story)
        approve = [("approve", _("Approve"), True)] if may_be_approved else []
        return [*approve, ("reject", _("Request changes"), True)]

    def may_be_approved(self, story) -> bool:
        """Whether nothing stands against this text: consent, pictures, findings, a refusal, an earlier step."""
        refused = "refused" in [reason.code for reason in review_reasons(story)]
        if refused or consent_reasons(story) or picture_reasons(story) or finding_reasons(story):
            return False
        return self.role == ReviewRole.PROTECTION or not (approval_reasons(story) or was_not_protected(story))

    def is_overtaken(self, story) -> bool:
        """Whether its hash is not the one that was kept when the review began."""
        state = story.current_workflow_task_state
        if state is None or state.task_id != self.pk:
            return False
        return content_hash(state.revision.as_object()) != state.specific.content_hash

    def get_form_for_action(self, action):
        """Ask whoever approves to confirm each statement of the risk review."""
        return RiskReviewForm if action == "approve" else super().get_form_for_action(action)

    def get_template_for_action(self, action):
        """Put each statement beside its box."""
        return "stories/admin/risk_review.html" if action == "approve" else super().get_template_for_action(action)

    def on_action(self, task_state, user, action_name, **kwargs):
        """Record the judgement on the revision that was read, then let the workflow go on.

        `kwargs` is what their form asked for; the editor hands it on unread. Returns the dashboard's address: a
        reviewer may not open the story any more. Raises PermissionDenied when no reviewer, an author or who made
        the other review tries, when a statement is not confirmed, when anything changed since it was handed in, or
        when the identity check finds something: what it finds is kept, whatever becomes of the judgement.
        """
        if action_name == "approve" and self._user_in_groups(user):
            check_story(task_state.revision.as_object(), user)
        return self._judge(task_state, user, action_name, **kwargs)

    @transaction.atomic
    def _judge(self, task_state, user, action_name, **kwargs):
        story = self.story_to_decide(task_state, user)
        revision = task_state.revision
        if action_name == "approve":
            answers = answers_in(kwargs)
            if has_changed(task_state, story) or not self.may_be_approved(story) or not is_complete(answers):
                raise PermissionDenied
            record_review(story, revision, user, Outcome.POSITIVE, self.role, answers)
        elif action_name == "reject":
            record_review(story, revision, user, Outcome.NEGATIVE, self.role)
        super().on_action(task_state, user, action_name, comment=str(kwargs.get("comment", "")))
        return reverse("wagtailadmin_home")


class PersonsYesTask(StoryTask):
    """The person's own yes to exactly this text; passed when it is kept (`stories.approvals`), never by hand.

    The task's groups read the text to people, and send it back where somebody wants it otherwise.
    """

    waits_for_person = True
    mail_template = "yes_waits"

    class Meta:
        verbose_name = _("person’s yes")
        verbose_name_plural = _("persons’ yes")

    @classmethod
    def get_description(cls):
        """Say what the task does, in the admin's list of tasks."""
        return _("The person whose story it is says yes to exactly this text, with their code or to an officer.")

    def is_passed(self, story) -> bool:
        """Whether the person's yes to it stands."""
        return not approval_reasons(story)

    def is_overtaken(self, story) -> bool:
        """Whether it is no longer what a protection officer found safe: then the person is not asked."""
        return was_not_protected(story.get_latest_revision_as_object())

    def get_actions(self, obj, user):
        """Let those who hear the person send it back."""
        may_act = self.may_act(obj.get_latest_revision_as_object(), user)
        return [("reject", _("Request changes"), True)] if may_act else []

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Send the text back to its author. Raises PermissionDenied to others, and for everything else."""
        self.story_to_decide(task_state, user)
        if action_name != "reject":
            raise PermissionDenied
        super().on_action(task_state, user, action_name, comment=str(kwargs.get("comment", "")))
        return reverse("wagtailadmin_home")


def tasks_before(task: StoryTask, workflow) -> list[StoryTask]:
    """Return the steps of the workflow that come before this one."""
    tasks = [step.task.specific for step in workflow.workflow_tasks.order_by("sort_order")]
    return tasks[: tasks.index(task)]


def has_changed(task_state, story) -> bool:
    """Whether the text, or a picture in it, is not what was handed in for this review."""
    latest = story.get_latest_revision().pk == task_state.revision_id
    return not latest or content_hash(story) != task_state.specific.content_hash


def was_not_protected(story) -> bool:
    """Whether no protection officer found exactly this text safe: changed words are a new text."""
    return "not_reviewed_protection" in [reason.code for reason in review_reasons(story)]


def record_review(
    story, revision, reviewer, outcome: Outcome, role: ReviewRole, answers: dict | None = None
) -> RiskReview:
    """Store one judgement on exactly this content, with its audit event. The same yes twice is once.

    `answers` is the word on each of the `risk_review.STATEMENTS`. Raises ValueError when a yes leaves one open,
    or when the identity check finds something in this text on which no officer has decided, and IntegrityError
    when whoever says it said it in the other role too.
    """
    if outcome == Outcome.POSITIVE and not is_complete(answers or {}):
        raise ValueError("A story passes its review only when every statement is confirmed.")
    said = reviews_of(story).filter(reviewer=reviewer, outcome=outcome, role=role).first()
    if said and outcome == Outcome.POSITIVE:
        return said
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
        role=role,
        checklist_version=VERSION,
        answers=answers or {},
        outcome=outcome,
    )
    audit.record("story.reviewed", review, f"{story.contributor} was reviewed: {outcome.value}.", reviewer)
    return review
