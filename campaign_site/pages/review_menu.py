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


def put_in_place(menu_items, request, context) -> None:
    """Hook `construct_page_action_menu`: put our buttons in place of Wagtail's, the reviewer's decisions first."""
    left_out = _left_out(request.user, context)
    offered = [_ours(item, context) for item in menu_items if not isinstance(item, left_out)]
    menu_items[:] = [*_decisions(request.user, context), *offered]


def _left_out(user, context) -> tuple[type[action_menu.ActionMenuItem], ...]:
    """Return those of Wagtail's buttons that this page, or this user, must not have."""
    if _goes_live_by_review(context):
        # Handing in again would restart a review.
        return action_menu.PublishMenuItem, action_menu.RestartWorkflowMenuItem
    if _may_publish(user, context):
        return action_menu.SubmitForModerationMenuItem, action_menu.RestartWorkflowMenuItem
    return ()


def _ours(item, context):
    """Return our button for one of Wagtail's, or that one where we have none."""
    if type(item) is action_menu.SubmitForModerationMenuItem:
        return HandInItem(order=item.order)
    if type(item) is action_menu.CancelWorkflowMenuItem and _goes_live_by_review(context):
        return StopReviewItem(order=item.order)
    return item


def _decisions(user, context) -> list[ReviewItem]:
    """Return what the user may decide on a page that is being reviewed."""
    if context["view"] != "edit" or not context["locked_for_user"] or not _goes_live_by_review(context):
        return []
    page = context["page"]
    task = page.current_workflow_task
    return [ReviewItem(*decision) for decision in task.get_actions(page, user)] if task else []


def _may_publish(user, context) -> bool:
    if context["view"] == "create":
        return context["parent_page"].permissions_for_user(user).can_publish_subpage()
    return context["page"].permissions_for_user(user).can_publish()


def _goes_live_by_review(context) -> bool:
    """Whether the page does, or of a new one every kind that can be made here."""
    if context["view"] != "create":
        return context["page"].goes_live_by_review
    kinds = context["parent_page"].specific_class.allowed_subpage_models()
    return bool(kinds) and all(getattr(kind, "goes_live_by_review", False) for kind in kinds)
