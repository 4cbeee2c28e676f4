"""The buttons at the foot of a story's form: hand in, stop the review, read it back, decide. Never Publish."""

from django.forms import Media, Script
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import action_menu

from stories.models import StoryIndexPage, StoryPage
from stories.moderation import was_not_protected
from stories.permissions import may_read_back
from stories.publication import approval_reasons


class HandInItem(action_menu.SubmitForModerationMenuItem):
    """Hands the story in. Wagtail's button names the workflow, for a new page the one of its parent."""

    def get_context_data(self, parent_context):
        """Name the button by what it does."""
        return {**super().get_context_data(parent_context), "label": _("Hand in for review")}


class StopReviewItem(action_menu.CancelWorkflowMenuItem):
    """Takes the story back, so that it can be edited."""

    label = _("Stop the review")


class ReviewItem(action_menu.ActionMenuItem):
    """One of the reviewer's decisions; sent to the review itself, so that nothing of the form is saved with it."""

    template_name = "stories/admin/review_action.html"
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


class ReadBackItem(action_menu.ActionMenuItem):
    """Leads to where the person's yes is kept. It stands here, since the panels of a locked form take no click."""

    label = _("Read it back to the person")
    icon_name = "openquote"

    def get_url(self, parent_context):
        """Return the address of the screen."""
        return reverse("read_back", args=[parent_context["page"].pk])


REPLACED = {
    action_menu.SubmitForModerationMenuItem: HandInItem,
    action_menu.CancelWorkflowMenuItem: StopReviewItem,
}
# Handing in again restarts a review.
LEFT_OUT = (action_menu.PublishMenuItem, action_menu.RestartWorkflowMenuItem)


def for_stories(menu_items, request, context) -> None:
    """Hook `construct_page_action_menu`: put our buttons in place of Wagtail's where a story is written."""
    if not _is_for_a_story(context):
        return
    menu_items[:] = [
        REPLACED[type(item)](order=item.order) if type(item) in REPLACED else item
        for item in menu_items
        if not isinstance(item, LEFT_OUT)
    ]
    if context["view"] == "edit" and context["locked_for_user"]:
        menu_items[:0] = _decisions(context["page"], request.user)


def _is_for_a_story(context) -> bool:
    if context["view"] == "create":
        return issubclass(context["parent_page"].specific_class, StoryIndexPage)
    return isinstance(context["page"], StoryPage)


def _decisions(story, user) -> list[action_menu.ActionMenuItem]:
    task = story.current_workflow_task
    if task is None:
        return []
    text = story.get_latest_revision_as_object()
    waits = may_read_back(user, story) and approval_reasons(text) and not was_not_protected(text)
    return [
        *([ReadBackItem()] if waits else []),
        *(ReviewItem(*action) for action in task.get_actions(story, user)),
    ]
