"""Four eyes for what the campaign says in public: whoever wrote a text does not decide that it goes live.

One person hands in, another one approves, and the approved version is published as it was read. Each change since
is read by somebody else in turn. Pages that need this inherit from `campaign_site.pages.models.FourEyesPage`.
"""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CharField, DateTimeField, Exists, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, TaskState, Workflow

from campaign_site.accounts.role_table import PRESS_OFFICER
from campaign_site.pages.fixed_workflow import Step, fixed_workflow
from campaign_site.pages.review_task import ReviewTask
from campaign_site.pages.video_rule import refuse_unshown_videos

NAME = "Four eyes"
BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


class NotApproved(ValidationError):
    """A page would have gone live with words that no second person approved."""

    def __init__(self):
        super().__init__(
            _("This goes live when somebody who did not write it has approved it. Please hand it in for review.")
        )


class FourEyesTask(ReviewTask):
    """One person's yes to exactly the version that was handed in, by somebody who changed nothing in it."""

    class Meta:
        verbose_name = _("second person’s yes")
        verbose_name_plural = _("second persons’ yes")

    @classmethod
    def get_description(cls):
        """Say what the task does, in the admin's list of tasks."""
        return _("Somebody who did not write the page reads it, and puts exactly this version live.")

    def author_ids(self, page) -> set[int]:
        """Return the ids of those who changed it since it was last approved, before that also of its owner."""
        approved = approvals(page.revisions.all()).aggregate(last=Max("finished_at"))["last"]
        if approved is None:
            return {page.owner_id, *page.revisions.values_list("user_id", flat=True)} - {None}
        return set(page.revisions.filter(created_at__gt=approved).values_list("user_id", flat=True)) - {None}

    def get_actions(self, obj, user):
        """Offer the decision to those who may take it."""
        decisions = [("approve", _("Approve"), True), ("reject", _("Request changes"), True)]
        return decisions if self.may_act(obj, user) else []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """Put on dashboards only what its reader may decide: the twin of `may_act` for many pages at once."""
        same_page = {name: OuterRef(f"revision__{name}") for name in ("base_content_type", "object_id")}
        last = approvals(Revision.objects.filter(**same_page)).order_by("-finished_at").values("finished_at")[:1]
        states = super().get_task_states_user_can_moderate(user, **kwargs).annotate(approved_at=Subquery(last))
        since = Coalesce(OuterRef("approved_at"), Value(BEFORE_ALL), output_field=DateTimeField())
        wrote = Revision.objects.filter(**same_page, user=user, created_at__gt=since)
        owns = Page.objects.filter(owner=user).annotate(key=Cast("pk", CharField()))
        owns = owns.filter(key=OuterRef("revision__object_id"))
        states = states.exclude(Exists(wrote)).exclude(Exists(owns), approved_at=None)
        # Wagtail joins the states of all tasks with `|`, which takes no annotation along.
        return TaskState.objects.filter(pk__in=states.values("pk"))

    @transaction.atomic
    def on_action(self, task_state, user, action_name, **kwargs):
        """Approve, which publishes this version at once or at its hour, or send it back.

        Raises PermissionDenied when it is not being reviewed, when it is no longer the latest version, and to
        whoever may not decide; VideoNotShown where it could not be looked at as a whole.
        """
        locked = TaskState.objects.select_for_update().get(pk=task_state.pk)
        page = task_state.revision.content_object
        is_what_was_read = page.get_latest_revision().pk == task_state.revision_id
        if locked.status != TaskState.STATUS_IN_PROGRESS or not (is_what_was_read and self.may_act(page, user)):
            raise PermissionDenied
        if action_name == "approve":
            refuse_unshown_videos(task_state.revision.as_object())
        super().on_action(task_state, user, action_name, comment=str(kwargs.get("comment", "")))


def approvals(revisions: QuerySet[Revision]) -> QuerySet[TaskState]:
    """Return the yeses to these versions as they are: one that was written over since has none."""
    return TaskState.objects.filter(
        status=TaskState.STATUS_APPROVED,
        task__in=FourEyesTask.objects.values("pk"),
        revision__in=revisions.order_by().values("pk"),
        finished_at__gte=F("revision__created_at"),
    )


def four_eyes_workflow() -> Workflow:
    """Return the workflow: one step."""
    return fixed_workflow(NAME, (Step(FourEyesTask, "Press officer’s approval", PRESS_OFFICER),))
