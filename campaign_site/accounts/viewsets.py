"""Wagtail's user management, kept from making or touching superusers on behalf of anybody else."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.users.views import users

from campaign_site.accounts.forms import UserCreationForm, UserEditForm


class UserListView(users.IndexView):
    """The list of users, with what each of them is here for."""

    @cached_property
    def columns(self):
        """Put the roles before what Wagtail calls the level of access."""
        known = super().columns
        place = next(number for number, column in enumerate(known) if column.name == "is_superuser")
        return [*known[:place], Column("roles", accessor=roles_of, label=gettext_lazy("Roles")), *known[place:]]

    def get_base_queryset(self):
        """Bring the roles of all rows along."""
        return super().get_base_queryset().prefetch_related("groups")


def roles_of(user) -> str:
    """Return the names of a user's roles, sorted."""
    return _(", ").join(sorted(group.name for group in user.groups.all()))


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

    index_view_class = UserListView
    add_view_class = CreateView
    edit_view_class = EditView
    # A copy would be a second person with the first one's roles.
    copy_view_enabled = False

    def get_form_class(self, for_update=False):
        """Return the form that knows who fills it in."""
        return UserEditForm if for_update else UserCreationForm
