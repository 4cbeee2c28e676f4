"""What stands at the foot of a story's form beside the buttons of every review: the way to read it back."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import action_menu

from stories.models import StoryPage
from stories.moderation import was_not_protected
from stories.permissions import may_read_back
from stories.publication import approval_reasons


class ReadBackItem(action_menu.ActionMenuItem):
    """Leads to where the person's yes is kept. It stands here, since the panels of a locked form take no click."""

    label = _("Read it back to the person")
    icon_name = "openquote"

    def get_url(self, parent_context):
        """Return the address of the screen."""
        return reverse("read_back", args=[parent_context["page"].pk])


class HideItem(action_menu.UnpublishMenuItem):
    """Wagtail's way to unpublish, under the name of what it does to a story."""

    label = _("Hide at once")


def for_stories(menu_items, request, context) -> None:
    """Hook `construct_page_action_menu`: name hiding; put reading back first while a story waits for the yes."""
    story = context.get("page")
    if not isinstance(story, StoryPage) or context["view"] != "edit":
        return
    menu_items[:] = [
        HideItem(order=item.order) if isinstance(item, action_menu.UnpublishMenuItem) else item
        for item in menu_items
    ]
    if not context["locked_for_user"]:
        return
    if story.current_workflow_task is None or not may_read_back(request.user, story):
        return
    text = story.get_latest_revision_as_object()
    if approval_reasons(text) and not was_not_protected(text):
        menu_items.insert(0, ReadBackItem())
