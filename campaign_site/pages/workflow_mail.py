"""Mails about reviews, instead of Wagtail's: through the outbox, with a page's code or number, never its title.

Wagtail's go out at once, tell title and address in one breath, and leave the reader's address in the log.
"""

from django.urls import reverse
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from campaign_site.accounts.models import User
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.public_address import public_address


def replace_wagtails() -> None:
    """Connect ours in the place of Wagtail's. Superusers as such are told nothing: they review nothing.

    For every kind of state: Wagtail's receivers hear of its own `TaskState` alone, and of no task like ours.
    """
    for signal, sender, uid, ours in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification", tell_reviewers),
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", None),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", tell_it_came_back),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", tell_it_was_approved),
    ):
        if not signal.disconnect(sender=sender, dispatch_uid=uid):
            raise RuntimeError(f"Wagtail has no receiver {uid} any more: its mails would go out beside ours.")
        if ours:
            signal.connect(ours, dispatch_uid=uid)


def tell_reviewers(sender, instance: TaskState, user=None, **kwargs) -> None:
    """Tell those who may decide now, whoever handed it in excepted."""
    task, page = instance.task.specific, instance.workflow_state.content_object
    template = getattr(task, "mail_template", "review_waits")
    for reader in User.objects.filter(groups__in=task.groups.all()).distinct():
        if reader != user and task.get_actions(page, reader):
            _tell(reader, template, "submitted", page, key=f"review:{instance.pk}:{reader.pk}")


def tell_it_came_back(sender, instance: WorkflowState, user=None, **kwargs) -> None:
    """Tell whoever handed it in; what the reviewer wrote is read in the admin."""
    _tell_author(instance, user, "review_returned", "rejected")


def tell_it_was_approved(sender, instance: WorkflowState, user=None, **kwargs) -> None:
    """Tell whoever handed it in."""
    _tell_author(instance, user, "review_approved", "approved")


def _tell_author(state: WorkflowState, user, template: str, preference: str) -> None:
    if state.requested_by and state.requested_by != user:
        key = f"{template}:{state.current_task_state_id}"
        _tell(state.requested_by, template, preference, state.content_object, key=key)


def _tell(reader: User, template: str, preference: str, page, *, key: str) -> None:
    wants = getattr(UserProfile.get_for_user(reader), f"{preference}_notifications")
    if not (reader.is_active and wants):
        return
    address = public_address(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    context = {"name": page.specific.name_in_mails, "address": address}
    send_later(template, to=reader.email, key=key, language=reader.mail_language, context=context)
