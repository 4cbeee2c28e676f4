"""What follows when a story is hidden in another way than by a take-down, such as the admin's own button."""

from stories.follow_up import clear_later
from stories.takedown import leave_no_way_back


def after_unpublishing(sender, instance, **kwargs) -> None:
    """Receiver of Wagtail's `page_unpublished`, for stories: no way back, and no file left in public."""
    leave_no_way_back(instance)
    clear_later(instance)
