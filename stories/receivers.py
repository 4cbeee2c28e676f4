"""What follows when a story is hidden in another way than by a take-down, such as the admin's own button."""

from stories.takedown import leave_no_way_back


def after_unpublishing(sender, instance, **kwargs) -> None:
    """Receiver of Wagtail's `page_unpublished`, for stories."""
    leave_no_way_back(instance)
