"""What nobody may do, whatever their rights: to the entrance of a language, and to pages that four eyes read."""

from wagtail.models import PagePermissionTester


class HomePagePermissionTester(PagePermissionTester):
    """The home page stays while anything lies below it: with it would go every story of the language."""

    def can_delete(self, ignore_bulk=False):
        """Only an empty one; superusers included."""
        return self.page.is_leaf() and super().can_delete(ignore_bulk)


class FourEyesPermissionTester(PagePermissionTester):
    """Nobody publishes such a page, superusers included: the approval does. Whoever may publish takes it back."""

    def _may_take_back(self) -> bool:
        return self.user.is_active and (self.user.is_superuser or "publish" in self.permissions)

    def can_publish(self):
        """Never: whoever wrote it would be the only one who read it."""
        return False

    def can_unpublish(self):
        """In one step, whatever lock is on it."""
        return self.page.live and self._may_take_back()

    def can_unschedule(self):
        """What takes a page back needs no second person."""
        return self._may_take_back()

    def can_set_view_restrictions(self):
        """Hiding it, and ending that: what is shown was approved."""
        return self._may_take_back()

    def can_lock(self):
        """Not while it is reviewed: the review's own lock is enough, and its author must be able to stop it."""
        return self.page.current_workflow_task is None and super().can_lock()


class FourEyesIndexPermissionTester(PagePermissionTester):
    """The list above such pages is a page like others; nothing is created, copied or aliased live below it."""

    def can_publish_subpage(self):
        """Never: this is also what copies and aliases ask."""
        return False
