"""The first layer of the gate: who may do what to a story page."""

from wagtail.models import PagePermissionTester


class StoryPagePermissionTester(PagePermissionTester):
    """Nobody publishes, schedules, copies or restricts a story; whoever protects people may hide it at once."""

    def can_publish(self):
        """Never: the last review publishes."""
        return False

    def can_copy(self):
        """Never: a copy would carry the words past the consent's bookkeeping."""
        return False

    def can_set_view_restrictions(self):
        """Never: a story is public or it is not."""
        return False

    def can_unpublish(self):
        """Officers hide a story in one step, whatever lock is on it."""
        return self.page.live and self.user.is_active and self.user.has_perm("stories.hide_story")

    def can_unschedule(self):
        """Whoever may hide may also stop a schedule."""
        return self.user.is_active and self.user.has_perm("stories.hide_story")


class StoryIndexPermissionTester(PagePermissionTester):
    """The list may be published by those who may; what is below it may not."""

    def can_publish_subpage(self):
        """Never: this is also what creating a live alias below asks."""
        return False

    def can_copy(self):
        """Never: a recursive copy would take the stories along."""
        return False
