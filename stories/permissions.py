"""The first layer of the gate: who may do what to a story page, and to the list that holds the stories.

A right on stories is what a role holds on the list of stories itself (`campaign_site/accounts/role_table.py`).
What somebody holds higher up, as an administrator does on the home page, ends above the stories; being a
superuser is no right on them either.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from wagtail.models import GroupPagePermission, PagePermissionTester

CACHE = "_grants_on_stories"


def grants_on_stories(user) -> list[GroupPagePermission]:
    """Return what the user's roles grant on lists of stories, whatever else the user is; read once per request."""
    if not user.is_active:
        return []
    if not hasattr(user, CACHE):
        grants = GroupPagePermission.objects.filter(group__user=user, page__content_type__app_label="stories")
        setattr(user, CACHE, list(grants.select_related("page", "permission")))
    return getattr(user, CACHE)


def rights_on_stories(user, page) -> set[str]:
    """Return the actions ("add", "change" …) that the user's roles grant on the list of stories around `page`."""
    return {
        grant.permission.codename.removesuffix("_page")
        for grant in grants_on_stories(user)
        if page.path.startswith(grant.page.path)
    }


def for_who_works_on_stories(view):
    """Turn everybody away from a view who holds no right on any list of stories, before it looks anything up."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not grants_on_stories(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def may_write(user, page) -> bool:
    """Whether the user's roles let them write in a story at any time: whoever may change all, or owns this one."""
    rights = rights_on_stories(user, page)
    return "change" in rights or ("add" in rights and page.owner_id == user.pk)


def may_read_back(user, page) -> bool:
    """Whether the user's roles let them read a story's text back to the person, and keep their yes."""
    return bool(rights_on_stories(user, page)) and user.has_perm("consent.add_storyapproval")


def may_hide(user) -> bool:
    """Whether the user may hide stories at once: whoever protects people, and superusers in need."""
    return user.is_active and (user.is_superuser or user.has_perm("stories.hide_story"))


class StoryPagePermissionTester(PagePermissionTester):
    """Nobody publishes, schedules, copies, moves or restricts a story; who protects people may hide it at once.

    Superusers keep the machine, not the content: without a role they do not write, review or delete.
    """

    def __init__(self, user, page):
        super().__init__(user, page)
        self.permissions = rights_on_stories(user, page)

    def can_edit(self):
        """Whoever may change stories, the owner of this one, and those who review it while they do."""
        if may_write(self.user, self.page):
            return True
        task = self.page.current_workflow_task
        return bool(task and self.user.is_active and task.user_can_access_editor(self.page, self.user))

    def can_delete(self, ignore_bulk=False):
        """A draft that never was public: its owner or a protection officer. What was public goes by take-down."""
        if self.page.live or self.page.first_published_at or self.page.live_revision_id:
            return False
        protects = "change" in self.permissions and self.user.has_perm("stories.delete_storypage")
        return protects or ("add" in self.permissions and self.page.owner_id == self.user.pk)

    def can_publish(self):
        """Never: the last review publishes."""
        return False

    def can_copy(self):
        """Never: a copy would carry the words past the consent's bookkeeping."""
        return False

    def can_move(self):
        """Never: each language has one list of stories."""
        return False

    def can_set_view_restrictions(self):
        """Never: a story is public or it is not."""
        return False

    def can_unpublish(self):
        """Officers hide a story in one step, whatever lock is on it."""
        return self.page.live and may_hide(self.user)

    def can_unschedule(self):
        """Whoever may hide may also stop a schedule."""
        return may_hide(self.user)

    def can_lock(self):
        """Not while it is reviewed: the review's own lock is enough, and its author must be able to stop it."""
        return "lock" in self.permissions and self.page.current_workflow_task is None

    def can_unlock(self):
        """Whoever locked it, and protection officers."""
        return self.user.is_active and (self.user_has_lock() or "unlock" in self.permissions)

    def can_view_revisions(self):
        """The history is for those who may open the story."""
        return self.can_edit()


class StoryIndexPermissionTester(PagePermissionTester):
    """The list itself is a page like others; what is below it is neither published, moved nor deleted with it."""

    def can_add_subpage(self):
        """Only who holds this right here: what is held on the home page does not reach the stories."""
        return "add" in rights_on_stories(self.user, self.page) and super().can_add_subpage()

    def can_publish_subpage(self):
        """Never: this is also what creating a live alias below asks."""
        return False

    def can_delete(self, ignore_bulk=False):
        """Only an empty list: with it would go its stories, whoever asks."""
        return self.page.is_leaf() and super().can_delete(ignore_bulk)

    def can_unpublish(self):
        """Hiding the list can hide every story below it: whoever may hide one."""
        return self.page.live and may_hide(self.user)

    def can_set_view_restrictions(self):
        """The same: a restriction on the list is one on every story."""
        return may_hide(self.user)

    def can_copy(self):
        """Never: a recursive copy would take the stories along."""
        return False

    def can_move(self):
        """Never: the list stands where the language's home page is."""
        return False

    def can_reorder_children(self):
        """Never: readers get the newest first."""
        return False
