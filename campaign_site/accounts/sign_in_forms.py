"""The forms of the sign-in: allauth's, with our words, our count of tries, and codes that are used once."""

import struct

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import PasswordResetForm

from campaign_site.accounts import lockout, notices, one_time_codes, typed_addresses
from campaign_site.accounts.lockout import TOO_MANY, Secret
from campaign_site.delivery.forms.typed_text import typed_digits

NO_PASSKEY = _("That did not work, or was cancelled. Try again, or take another way.")
# What parsing raises over JSON and CBOR that mean nothing.
NOT_AN_ANSWER = (AttributeError, LookupError, TypeError, ValueError, struct.error)
WRONG_CODE = _("This code is not right, or was used before. Wait for the next one.")


def code_field(label, help_text="", **attributes) -> forms.CharField:
    """Return a field for a code: a keyboard of digits, and what the phone offers by itself."""
    attributes = {"autocomplete": "one-time-code", "autofocus": True, "dir": "ltr", **attributes}
    return forms.CharField(label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attributes))


class SignInForm(LoginForm):
    """Mail address and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Mail address")
        self.fields["login"].widget.attrs = {"type": "email", "autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class _CodeMixin:
    """Counts each try, reads the digits of any script, and takes a code once."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(
            _("Code"), _("Six digits from your authenticator app, or one of your recovery codes.")
        )

    def clean_code(self):
        """Find the app or the recovery codes that this belongs to; `authenticator` is what the form then saves."""
        attempt = begin_code(self.user)
        code = typed_digits(self.cleaned_data["code"])
        for authenticator in Authenticator.objects.filter(user=self.user).order_by("-type"):
            if self._accepts(authenticator, code):
                authenticator.user = self.user
                self.authenticator = authenticator
                lockout.was_right(attempt)
                return code
        raise ValidationError(WRONG_CODE)

    @staticmethod
    def _accepts(authenticator: Authenticator, code: str) -> bool:
        if authenticator.type == Authenticator.Type.TOTP:
            return one_time_codes.accept(authenticator, code)
        if authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return authenticator.wrap().validate_code(code)
        return False


class CodeForm(_CodeMixin, AuthenticateForm):
    """The second step of the sign-in."""


class CodeAgainForm(_CodeMixin, ReauthenticateForm):
    """The second factor once more, before what wants a fresh sign-in."""


class AppForm(ActivateTOTPForm):
    """The first code of a new authenticator app; `step` is the one it used up."""

    step: int | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Code"), _("The six digits that the app shows now."))

    def clean_code(self):
        """Take a code of the secret that was shown."""
        attempt = begin_code(self.user)
        code = typed_digits(self.cleaned_data["code"])
        self.step = one_time_codes.matching_step(self.secret, code)
        if self.step is None:
            raise ValidationError(WRONG_CODE)
        lockout.was_right(attempt)
        return code


class _AnswerMixin:
    """Refuses what is no answer of a key: allauth and fido2 break over some of it, and anybody can send it."""

    def full_clean(self):
        """Say the same of it as of an answer that is wrong."""
        try:
            super().full_clean()
        except NOT_AN_ANSWER:
            self.add_error("credential", NO_PASSKEY)


class SignInByPasskeyForm(_AnswerMixin, LoginWebAuthnForm):
    """A passkey alone."""


class SecondStepByPasskeyForm(_AnswerMixin, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(_AnswerMixin, ReauthenticateWebAuthnForm):
    """A passkey once more."""


class PasskeyForm(_AnswerMixin, AddWebAuthnForm):
    """A new passkey, which stands alone: it asks its owner for a finger, a face or a PIN."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"] = forms.CharField(
            label=_("What you call it"),
            help_text=_("For example: my laptop, the key on my key ring."),
            max_length=60,
            required=False,
            initial="",
        )
        self.initial.pop("name", None)

    def clean(self):
        """Refuse a key that did not ask who holds it."""
        self.cleaned_data["passwordless"] = True
        return super().clean()


class NewPasswordForm(PasswordResetForm):
    """Where a link for a new password is sent, if somebody signs in with that address."""

    def save(self, *, request, **kwargs):
        """Send the link; say and do the same to whoever asks, whether there is such an account or not."""
        email = self.cleaned_data["email"]
        if lockout.begin(Secret.MAIL, email, request).may_be_right:
            typed_addresses.ask_for_link(email)


def begin_code(user) -> lockout.Attempt:
    """Count a try at a code. Raises ValidationError when there were too many, and tells whose account it is."""
    attempt = lockout.begin(Secret.CODE, str(user.pk), context.request)
    if attempt.is_first_refused:
        notices.tell_of_known_password(user)
    if attempt.is_first_refused or attempt.is_first_of_network:
        notices.tell_administrators()
    if not attempt.may_be_right:
        raise ValidationError(TOO_MANY)
    return attempt
