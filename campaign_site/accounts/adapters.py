"""Where allauth asks us: who may sign in, how tries are counted, how secrets are kept, who comes by OIDC."""

import base64
import os

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from campaign_site.accounts import lockout, notices, typed_addresses
from campaign_site.accounts.fresh_sign_in import FACTORS, is_fresh
from campaign_site.accounts.lockout import TOO_MANY, Secret
from campaign_site.accounts.models import User
from campaign_site.delivery import sealing
from campaign_site.delivery.client_address import client_address

NOBODY = _("This sign-in fits no account here. Use your password, or ask an administrator.")
PROVIDER_FAILED = _("That did not work. Try again, or sign in with your password.")
NOT_TOGETHER = _("This mail address and this password do not go together.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up, tries are counted in the database, and a second factor is what proves somebody anew."""

    error_messages = {**DefaultAccountAdapter.error_messages, "email_password_mismatch": NOT_TOGETHER}

    def is_open_for_signup(self, request):
        """Nobody: an administrator adds people."""
        return False

    def authenticate(self, request, **credentials):
        """Return the user of an address and a password, or None. Raises ValidationError after too many tries."""
        attempt = lockout.begin(Secret.PASSWORD, credentials["email"], request)
        if attempt.is_first_refused:
            typed_addresses.ask_to_tell_of_guessing(credentials["email"])
        if attempt.is_first_refused or attempt.is_first_of_network:
            notices.tell_administrators()
        if not attempt.may_be_right:
            raise ValidationError(TOO_MANY)
        user = super().authenticate(request, **credentials)
        if user:
            lockout.was_right(attempt)
        return user

    def respond_user_inactive(self, request, user):
        """Say what everybody is told, also to the owner of an account that was switched off."""
        return back_to_sign_in(request, NOT_TOGETHER)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whether somebody who changes how they sign in has to prove first who they are."""
        return not is_fresh(context.request)

    def get_reauthentication_methods(self, user):
        """Return the ways to prove it, a passkey first: nobody can be talked out of one."""
        methods = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: not method["id"].endswith("webauthn"))

    def add_message(self, request, level, *args, message=None, **kwargs):
        """Show what was refused. allauth's own good news is in its words; ours stands on the pages."""
        if message:
            super().add_message(request, level, message=message)

    def send_mail(self, template_prefix, email, context):
        """Send none of allauth's: ours go through the outbox."""

    def get_client_ip(self, request):
        """Return the address that may be believed."""
        return client_address(request)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets lie sealed, and nobody is left without a second factor."""

    def encrypt(self, text):
        """Return a secret as the database may keep it."""
        return sealing.seal({"secret": text})

    def decrypt(self, encrypted_text):
        """Return the secret; one that was sealed under another key is one that nobody knows, and opens nothing."""
        try:
            return sealing.unseal(encrypted_text)["secret"]
        except InvalidToken:
            return base64.b32encode(os.urandom(20)).decode()

    def build_totp_svg(self, url):
        """Return nothing: the template draws the code (`AddAppView`), and no ready-made markup is passed on."""
        return ""

    def can_delete_authenticator(self, authenticator):
        """Whether another app or passkey is left."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):
        """Return what to call a passkey whose owner gave it no name."""
        return str(_("Passkey"))

    def _get_site_name(self):
        return settings.WAGTAIL_SITE_NAME


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whom the OpenID Connect provider knows comes in as the person with that mail address, and as nobody new.

    The provider stands for the password, not for the second factor: that is asked for here, whatever the
    provider says it has asked for.
    """

    def is_open_for_signup(self, request, sociallogin):
        """Nobody."""
        return False

    def pre_social_login(self, request, sociallogin):
        """Connect the first time, by a mail address that the provider has verified; keep no claims."""
        if not sociallogin.is_existing:
            user = self._person(sociallogin)
            if user is None:
                raise ImmediateHttpResponse(back_to_sign_in(request, NOBODY))
            sociallogin.account.extra_data = {}
            sociallogin.connect(request, user)
        SocialAccount.objects.filter(pk=sociallogin.account.pk).update(extra_data={})

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """Lead back to the sign-in, whatever went wrong there."""
        raise ImmediateHttpResponse(back_to_sign_in(request, PROVIDER_FAILED))

    def _person(self, sociallogin) -> User | None:
        verified = [address.email for address in sociallogin.email_addresses if address.verified]
        return User.objects.filter(email__iexact=verified[0], is_active=True).first() if verified else None


def back_to_sign_in(request, message):
    """Return the answer that leads to the sign-in and shows this there."""
    messages.error(request, message)
    return redirect("account_login")
