"""What nobody may do to the entrance of a language, whatever their rights."""

from wagtail.models import PagePermissionTester


class HomePagePermissionTester(PagePermissionTester):
    """The home page stays while anything lies below it: with it would go every story of the language."""

    def can_delete(self, ignore_bulk=False):
        """Only an empty one; superusers included."""
        return self.page.is_leaf() and super().can_delete(ignore_bulk)
