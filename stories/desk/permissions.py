"""Who works on take-downs: roles only. Superusers keep the machine, and take-downs name people by code."""

from django.core.exceptions import PermissionDenied
from wagtail.permission_policies import ModelPermissionPolicy

from stories.consent.access import holds

VIEW, CHANGE = "consent.view_takedown", "consent.change_takedown"


class RolePolicy(ModelPermissionPolicy):
    """What a role grants, and nothing to a superuser as such. Nobody deletes."""

    def user_has_permission(self, user, action):
        """Ask the user's roles."""
        return action != "delete" and holds(user, self._get_permission_name(action))

    def user_has_any_permission(self, user, actions):
        """Ask for each action in turn."""
        return any(self.user_has_permission(user, action) for action in actions)


def permitted(user, permission: str) -> None:
    """Raise PermissionDenied unless a role of the user grants it."""
    if not holds(user, permission):
        raise PermissionDenied
