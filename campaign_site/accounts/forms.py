"""The forms by which administrators add and change users.

In Wagtail, whoever may add users may make superusers. Here only a superuser may, and nobody else changes their
own roles: otherwise an administrator would be one tick away from every vault and every review.
"""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.users import forms as wagtail_forms

from campaign_site.accounts.models import User


class ActingUserMixin:
    """Takes `acting_user`, who fills in the form, and drops what that user may not decide."""

    def __init__(self, *args, acting_user: User, **kwargs):
        super().__init__(*args, **kwargs)
        if not acting_user.is_superuser:
            self.fields.pop("is_superuser", None)
            if self.instance.pk == acting_user.pk:
                self.fields.pop("groups", None)

    def clean_email(self):
        """Refuse an address that somebody has already, whatever its case."""
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody with this mail address is already registered."))
        return email


class UserCreationForm(ActingUserMixin, wagtail_forms.UserCreationForm):
    """Adds a user with roles."""


class UserEditForm(ActingUserMixin, wagtail_forms.UserEditForm):
    """Changes a user, the roles, or whether the person may still sign in."""
