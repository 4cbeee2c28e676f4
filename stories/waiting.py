"""Which stories wait for somebody: for a review by this user, or for the person's own yes. A few queries for all.

The buttons of one story ask `moderation.get_actions`; a dashboard cannot ask that for each of hundreds.
"""

from django.db.models import BigIntegerField, CharField, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from wagtail.models import Revision, TaskState, WorkflowState

from stories.authorship import files_of, shown_in_bodies
from stories.consent.choices import Outcome, ReviewRole
from stories.consent.models import RiskReview, StoryApproval
from stories.models import StoryPage
from stories.moderation import PersonsYesTask, StoryReviewState, StoryReviewTask

OF_USER = "_reviews_stories"


def under_review():
    """Return the reviews of stories that are under way, each with its `page_id`."""
    return _under_way(StoryReviewState)


def _under_way(states: type[TaskState]):
    return states.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__status=WorkflowState.STATUS_IN_PROGRESS
    ).annotate(page_id=Cast("revision__object_id", BigIntegerField()))


def reviews_stories(user) -> bool:
    """Whether one of the user's roles reviews stories; asked once per request."""
    if not hasattr(user, OF_USER):
        tasks = StoryReviewTask.objects.filter(active=True, groups__user=user)
        setattr(user, OF_USER, user.is_active and tasks.exists())
    return getattr(user, OF_USER)


def waiting_for(user):
    """Return the stories whose review the user may decide: no words or files of their own, and nothing twice."""
    if not reviews_stories(user):
        return StoryPage.objects.none()
    mine = StoryReviewTask.objects.filter(active=True, groups__user=user)
    in_the_other_role = RiskReview.objects.filter(
        reviewer=user, outcome=Outcome.POSITIVE, content_hash=OuterRef("content_hash")
    ).exclude(role=OuterRef("task__storyreviewtask__role"))
    gave_the_persons_yes = StoryApproval.objects.standing().filter(
        officer=user, content_hash=OuterRef("content_hash")
    )
    second = Q(task__storyreviewtask__role=ReviewRole.SECOND)
    states = under_review().filter(task__in=mine.values("pk"))
    states = states.exclude(Exists(in_the_other_role)).exclude(second & Exists(gave_the_persons_yes))
    stories = StoryPage.objects.filter(pk__in=states.values("page_id"))
    stories = stories.exclude(translation_key__in=_written_by(user, stories).values("translation_key"))
    return stories.exclude(pk__in=_showing_files_of(user, states))


def waiting_for_the_person():
    """Return the stories that were found safe, and wait for the person's yes."""
    waits = _under_way(TaskState).filter(task__in=PersonsYesTask.objects.values("pk"))
    return StoryPage.objects.filter(pk__in=waits.values("page_id"))


def being_written_by(user):
    """Return the user's own stories that were never public and are not handed in."""
    drafts = StoryPage.objects.filter(owner=user, live=False, first_published_at=None)
    return drafts.exclude(in_review())


def in_review():
    """Return a condition for stories that are being reviewed."""
    states = WorkflowState.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return Exists(states)


def _written_by(user, stories):
    """Return the versions, in any language, of these stories in which the user wrote."""
    versions = StoryPage.objects.filter(translation_key__in=stories.order_by().values("translation_key"))
    saved = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), CharField()), user=user)
    return versions.filter(Q(owner=user) | Exists(saved))


def _showing_files_of(user, states) -> list[int]:
    """Return the ids of those of the stories that show a file which the user added or changed."""
    theirs = files_of(user)
    if not any(theirs.values()):
        return []
    bodies = states.values_list("page_id", KeyTextTransform("body", "revision__content"))
    return [pk for pk, shown in shown_in_bodies(bodies) if any(shown[model] & theirs[model] for model in theirs)]
