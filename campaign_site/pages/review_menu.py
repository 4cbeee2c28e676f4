"""The buttons at the foot of a page's form.

On a page that goes live by review: hand in, stop, decide, never Publish. On any other: Publish, or hand in for
whoever may not publish it. Wagtail offers both, and names moderators whom this house does not have.
"""

from django.forms import Media, Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import action_menu


class HandInItem(action_menu.SubmitForModerationMenuItem):
    """Hands the page in. Wagtail's button names the workflow, for a new page the one of its parent."""

    def get_context_data(self, parent_context):
        """Name the button by what it does."""
        return {**super().get_context_data(parent_context), "label": _("Hand in for review")}


class StopReviewItem(action_menu.CancelWorkflowMenuItem):
    """Leads to where the page is taken back; Wagtail's own does so without a question."""

    label = _("Stop the review")

    def get_url(self, parent_context):
        """Return the address of the question."""
        return reverse("stop_review", args=[parent_context["page"].pk])


class ReviewItem(action_menu.ActionMenuItem):
    """One of the reviewer's decisions; sent to the review itself, so that nothing of the form is saved with it."""

    template_name = "pages/admin/review_action.html"
    media = Media(js=[Script("wagtailadmin/js/workflow-action.js", **{"data-activate": "dashboard"})])

    def __init__(self, name, label, launch_modal):
        super().__init__()
        self.name, self.label, self.launch_modal = name, label, launch_modal
        self.icon_name = "success" if name == "approve" else "edit"

    def get_context_data(self, parent_context):
        """Add `launch_modal`: whether a comment is asked for first."""
        return {**super().get_context_data(parent_context), "launch_modal": self.launch_modal}

    def get_url(self, parent_context):
        """Return the address that the dashboard's buttons use too."""
        page = parent_context["page"]
        state = page.current_workflow_task_state
        return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, self.name, state.pk])


HAND_IN = {action_menu.SubmitForModerationMenuItem: HandInItem}
REPLACED = {**HAND_IN, action_menu.CancelWorkflowMenuItem: StopReviewItem}
# Handing in again restarts a review.
LEFT_OUT = (action_menu.PublishMenuItem, action_menu.RestartWorkflowMenuItem)
TO_HAND_IN = (action_menu.SubmitForModerationMenuItem, action_menu.RestartWorkflowMenuItem)


def put_in_place(menu_items, request, context) -> None:
    """Hook `construct_page_action_menu`: put our buttons in place of Wagtail's."""
    is_reviewed = _is_reviewed(context)
    replaced = REPLACED if is_reviewed else HAND_IN
    left_out = LEFT_OUT if is_reviewed else TO_HAND_IN if _may_publish(request.user, context) else ()
    menu_items[:] = [
        replaced[type(item)](order=item.order) if type(item) in replaced else item
        for item in menu_items
        if not isinstance(item, left_out)
    ]
    if not is_reviewed:
        return
    page = context.get("page")
    if context["view"] == "edit" and context["locked_for_user"] and page.current_workflow_task:
        decisions = page.current_workflow_task.get_actions(page, request.user)
        menu_items[:0] = [ReviewItem(*decision) for decision in decisions]


def _may_publish(user, context) -> bool:
    if context["view"] == "create":
        return context["parent_page"].permissions_for_user(user).can_publish_subpage()
    return context["page"].permissions_for_user(user).can_publish()


def _is_reviewed(context) -> bool:
    if context["view"] != "create":
        return context["page"].goes_live_by_review
    kinds = context["parent_page"].specific_class.allowed_subpage_models()
    return bool(kinds) and all(getattr(kind, "goes_live_by_review", False) for kind in kinds)
