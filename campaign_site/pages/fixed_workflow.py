"""Workflows that belong to a kind of page, so that nobody can detach them in the admin."""

from dataclasses import dataclass, field

from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.models import Task, Workflow, WorkflowTask


@dataclass(frozen=True)
class Step:
    """One task of a workflow: its kind, its name, and the role whose members act."""

    model: type[Task]
    name: str
    role: str
    fields: dict = field(default_factory=dict)


def fixed_workflow(name: str, steps: tuple[Step, ...]) -> Workflow:
    """Return the workflow of this name, made when there is none in use."""
    return Workflow.objects.filter(name=name, active=True).first() or _make(name, steps)


@transaction.atomic
def _make(name: str, steps: tuple[Step, ...]) -> Workflow:
    workflow = Workflow.objects.create(name=name)
    for order, step in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task=_task(step), sort_order=order)
    return workflow


def _task(step: Step) -> Task:
    task, created = step.model.objects.get_or_create(name=step.name, defaults=step.fields)
    if created:
        task.groups.set([Group.objects.get_or_create(name=step.role)[0]])
    return task
