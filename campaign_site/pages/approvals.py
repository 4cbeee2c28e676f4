"""Pages that wait for somebody: to be approved by the user, and what the user has handed in."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Task, TaskState, WorkflowState

from campaign_site.pages.dashboard import Item, Waiting, first_of
from campaign_site.pages.four_eyes import FourEyesTask


def numbers(user) -> Iterator[Waiting]:
    """Yield what the user may approve, where a role of theirs approves, and what they wait for themselves."""
    acts = Q(groupapprovaltask__groups__user=user) | Q(foureyestask__groups__user=user)
    tasks = dict(Task.objects.filter(acts, active=True).values_list("pk", "foureyestask"))
    if tasks:
        any_may = [pk for pk, four_eyes in tasks.items() if four_eyes is None]
        states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=any_may)
        for task in FourEyesTask.objects.filter(pk__in=tasks.keys() - set(any_may)):
            states |= task.get_task_states_user_can_moderate(user)
        yield _named(
            _("Pages to approve"),
            *first_of(states.order_by("started_at"), "revision__object_id"),
            reverse("wagtailadmin_reports:workflow_tasks") + "?reviewable=true",
        )
    mine = WorkflowState.objects.active().filter(requested_by=user)
    count, first = first_of(mine.order_by("created_at"), "object_id")
    if count:
        address = reverse("wagtailadmin_reports:workflow") + f"?requested_by={user.pk}"
        yield _named(_("What I handed in"), count, first, address)


def _named(label: str, count: int, first: list[tuple[str]], url: str) -> Waiting:
    """Return the number, with the first of its pages, in their order, as the admin's lists call them."""
    keys = [int(pk) for (pk,) in first]
    pages = Page.objects.in_bulk(keys)
    items = (
        Item(pages[pk].get_admin_display_title(), reverse("wagtailadmin_pages:edit", args=[pk]))
        for pk in keys
        if pk in pages
    )
    return Waiting(label, count, url, first=tuple(items))
