"""The one workflow that every story passes. It belongs to the model, so that nobody can detach it in the admin."""

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Task, Workflow, WorkflowTask

from stories.consent.choices import ReviewRole
from stories.moderation import PersonsYesTask, StoryReviewTask

NAME = "Story review"
PROTECTION, REVIEWERS = "Protection officer", "Reviewer"


def review_workflow() -> Workflow:
    """Return the workflow, made when there is none: a review, the person's yes, a review in another role."""
    workflow = Workflow.objects.filter(name=NAME, active=True).first()
    return workflow or _make()


@transaction.atomic
def _make() -> Workflow:
    workflow = Workflow.objects.create(name=NAME)
    steps = (
        _task(StoryReviewTask, "Protection officer’s review", PROTECTION, role=ReviewRole.PROTECTION),
        _task(PersonsYesTask, "The person’s yes", PROTECTION),
        _task(StoryReviewTask, "Second review", REVIEWERS, role=ReviewRole.SECOND),
    )
    for order, task in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


def _task(model: type[Task], name: str, group: str, **fields) -> Task:
    task, created = model.objects.get_or_create(name=name, defaults=fields)
    if created:
        task.groups.set([Group.objects.get_or_create(name=group)[0]])
    return task
