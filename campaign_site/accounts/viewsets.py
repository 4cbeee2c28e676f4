"""Wagtail's user management, kept from making or touching superusers on behalf of anybody else."""

from django.core.exceptions import PermissionDenied
from wagtail.users.views import users

from campaign_site.accounts.forms import UserCreationForm, UserEditForm


class ActingUserMixin:
    """Tells the form who fills it in."""

    def get_form_kwargs(self):
        """Add `acting_user`."""
        return {**super().get_form_kwargs(), "acting_user": self.request.user}


class CreateView(ActingUserMixin, users.CreateView):
    """Adds a user."""


class EditView(ActingUserMixin, users.EditView):
    """Changes a user; a superuser only by another superuser."""

    def dispatch(self, request, *args, **kwargs):
        """Refuse with PermissionDenied before anything is read or written."""
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UserViewSet(users.UserViewSet):
    """The users in the admin's settings menu."""

    add_view_class = CreateView
    edit_view_class = EditView
    # A copy would be a second person with the first one's roles.
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        """Return the form that knows who fills it in."""
        return UserEditForm if for_update else UserCreationForm
