"""What the forms refuse, refused for many users at once too."""

from django.core.exceptions import PermissionDenied

from campaign_site.accounts.models import User


def protect_privileged_users(request, action_type, objects, action) -> None:
    """Raise PermissionDenied when somebody who is no superuser acts on one, or gives themselves a role."""
    if action.model is not User or request.user.is_superuser:
        return
    if any(user.is_superuser or user.pk == request.user.pk for user in objects):
        raise PermissionDenied
