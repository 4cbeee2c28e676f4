"""The screens of the sign-in and of the second factor: allauth's views, with our rules and templates."""

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException
from segno import make_qr

from campaign_site.accounts.adapters import PROVIDER_FAILED, back_to_sign_in
from campaign_site.accounts.fresh_sign_in import has_second_factor, is_fresh
from campaign_site.accounts.one_time_codes import LAST_STEP
from campaign_site.accounts.signing_in import show_second_factor
from campaign_site.delivery.square_codes import drawing

FOLDER = "accounts/admin/"


class SignInView(LoginView):
    """Mail address and password; or a passkey, or the provider's sign-in, which have addresses of their own."""

    template_name = FOLDER + "sign_in.html"

    def dispatch(self, request, *args, **kwargs):
        """Say it to somebody who is signed in and has no role, instead of sending them round in a circle."""
        if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            return render(request, FOLDER + "no_role.html")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add the provider, where one is configured, and where to go afterwards."""
        providers = get_adapter().list_apps(self.request)
        return {
            **super().get_context_data(**kwargs),
            "provider": next(iter(providers), None),
            "next": self.get_next_url() or "",
        }


class CodeView(AuthenticateView):
    """The second step: a code, or a passkey."""

    template_name = FOLDER + "second_step.html"

    def get_context_data(self, **kwargs):
        """Add whether the person has a passkey at all."""
        user = self.stage.login.user
        passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
        return {**super().get_context_data(**kwargs), "has_passkey": passkeys.exists()}


class PasskeySignInView(LoginWebAuthnView):
    """A passkey alone. A script asks for what the browser signs (GET), and sends what it has signed (POST)."""


class ConfirmByCodeView(ReauthenticateView):
    """A code once more."""

    template_name = FOLDER + "confirm_by_code.html"


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):
    """A passkey once more."""

    template_name = FOLDER + "confirm_by_passkey.html"

    def form_invalid(self, form):
        """Show this page again, where allauth would leave for the sign-in."""
        return self.render_to_response(self.get_context_data(form=form))


class SecondFactorView(IndexView):
    """What lets the person in, and what they can do about it."""

    template_name = FOLDER + "second_factor.html"

    def get_context_data(self, **kwargs):
        """Add how many recovery codes are left."""
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get(Authenticator.Type.RECOVERY_CODES)
        return {**context, "codes_left": len(codes.get_unused_codes()) if codes else 0}


class _NewFactorMixin:
    """Whoever has just made a second factor has shown it: the code of the app, or the answer of the key."""

    def form_valid(self, form):
        """Add it, and let the person in."""
        response = super().form_valid(form)
        show_second_factor(self.request.session, self.request.user)
        return response


class AddAppView(_NewFactorMixin, ActivateTOTPView):
    """An authenticator app."""

    template_name = FOLDER + "add_app.html"

    def get_context_data(self, **kwargs):
        """Add what the phone's camera reads: the key, with whose it is."""
        context = super().get_context_data(**kwargs)
        return {**context, "square": drawing(make_qr(context["totp_url"], error="m").matrix)}

    def form_valid(self, form):
        """Add it; the code that proved it is used up."""
        response = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        app.data[LAST_STEP] = form.step
        app.save(update_fields=["data"])
        return response


class AddPasskeyView(_NewFactorMixin, AddWebAuthnView):
    """A passkey."""

    template_name = FOLDER + "add_passkey.html"


class RemoveAppView(DeactivateTOTPView):
    """Do without the app."""

    template_name = FOLDER + "remove_app.html"


class RemovePasskeyView(RemoveWebAuthnView):
    """Do without one passkey."""

    template_name = FOLDER + "remove_passkey.html"
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form):
        """Refuse the last one: nobody may be left without a second factor."""
        if not get_factor_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, _("This is all that lets you in. Add an app or another passkey first."))
            return redirect("mfa_index")
        return super().form_valid(form)


class RecoveryCodesView(ViewRecoveryCodesView):
    """The recovery codes, shown once."""

    template_name = FOLDER + "recovery_codes.html"


class NewRecoveryCodesView(GenerateRecoveryCodesView):
    """New recovery codes instead of the old."""

    template_name = FOLDER + "new_recovery_codes.html"


@never_cache
@require_safe
def set_up(request):
    """Say what a second factor is and let the person choose one; whoever has one manages it elsewhere."""
    if not request.user.is_authenticated or has_second_factor(request.user):
        return redirect("mfa_index")
    if not is_fresh(request):
        return render(request, FOLDER + "set_up_too_late.html")
    return render(request, FOLDER + "set_up.html")


@require_POST
def sign_out(request):
    """End the session, or give up a sign-in half way."""
    return LogoutView.as_view()(request)


def single_sign_on(request, provider_id: str):
    """Leave for the provider's sign-in. It signs in and does nothing else: no linking, no passing through."""
    if not settings.SOCIALACCOUNT_PROVIDERS or "process" in request.GET:
        raise Http404
    if request.user.is_authenticated:
        return redirect("wagtailadmin_home")
    try:
        return openid_connect.login(request, provider_id)
    except RequestException:
        return back_to_sign_in(request, PROVIDER_FAILED)


def back_from_provider(request, provider_id: str):
    """Come back from the provider."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise Http404
    return openid_connect.callback(request, provider_id)
