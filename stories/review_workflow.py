"""The one workflow that every story passes. It belongs to the model, so that nobody can detach it in the admin."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Workflow, WorkflowTask

from stories.moderation import StoryReviewTask

NAME = "Story review"
REVIEWERS = ("Protection officer", "Reviewer")


def review_workflow() -> Workflow:
    """Return the workflow, made when there is none: a review by a protection officer or a reviewer."""
    workflow = Workflow.objects.filter(name=NAME, active=True).first()
    return workflow or _make()


@transaction.atomic
def _make() -> Workflow:
    task, created = StoryReviewTask.objects.get_or_create(name=NAME)
    if created:
        task.groups.set(Group.objects.get_or_create(name=name)[0] for name in REVIEWERS)
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow
