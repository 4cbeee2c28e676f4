"""The forms by which administrators add and change users.

In Wagtail, whoever may add users may make superusers, and whoever may change one may set the password. Here no
form makes a superuser (the command line does), nobody changes their own roles, protection officers alone give the
roles that are guarded (`guarded_roles.py`), and nobody chooses a password for somebody else, nor sends the mail
that sets one elsewhere: otherwise an administrator would be one step away from every vault, every review and all
money.
"""

from django import forms
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.users import forms as wagtail_forms

from campaign_site.accounts.guarded_roles import guarded_roles, holds_guarded_role, may_decide
from campaign_site.accounts.invitations import invite
from campaign_site.accounts.models import User
from campaign_site.delivery.admin.edited_meanwhile import OneAfterTheOther


class ActingUserMixin:
    """Takes `acting_user`, who fills in the form, and drops what that user may not decide."""

    # People choose their own: by the mail for a new user, then in the settings of their account.
    password_enabled = False

    def __init__(self, *args, acting_user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_roles = Group.objects.none()
        self.fields.pop("is_superuser", None)
        if self.instance.pk == acting_user.pk and not acting_user.is_superuser:
            self.fields.pop("groups", None)
        elif not may_decide(acting_user):
            self.fields["groups"].queryset = Group.objects.exclude(pk__in=guarded_roles())
            if self.instance.pk:
                self.kept_roles = guarded_roles().filter(user=self.instance)

    def clean_groups(self):
        """Add the roles that whoever fills in the form does not see, so that they stay."""
        return Group.objects.filter(Q(pk__in=self.cleaned_data["groups"]) | Q(pk__in=self.kept_roles))

    def clean_email(self):
        """Refuse an address that somebody has already, whatever its case."""
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody with this mail address is already registered."))
        return email


class UserCreationForm(ActingUserMixin, wagtail_forms.UserCreationForm):
    """Adds a user with roles, who gets a mail to choose a password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _("A link to choose a password is sent there.")

    @transaction.atomic
    def save(self, commit=True):
        """Save the user and send the mail, or neither."""
        user = super().save(commit)
        if commit:
            invite(user, get_language())
        return user


class UserEditForm(OneAfterTheOther, ActingUserMixin, wagtail_forms.UserEditForm):
    """Changes a user, the roles, or whether the person may still sign in."""

    def __init__(self, *args, acting_user: User, **kwargs):
        super().__init__(*args, acting_user=acting_user, **kwargs)
        if self.instance.pk == acting_user.pk or acting_user.is_superuser:
            return
        # A link for a new password goes there.
        if self.instance.last_login:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("Only the person can change it, in the settings of their account.")
        elif holds_guarded_role(self.instance) and not may_decide(acting_user):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("Only a protection officer can change the address of this person.")
