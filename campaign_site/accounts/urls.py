"""Signing in, and one's own way to do so: below /admin/, where alone there are cookies.

`login/` and `logout/` stand before Wagtail's, which take a password and nothing else.
"""

from django.urls import path
from wagtail.admin.localization import get_localized_response

from campaign_site.accounts import own_sessions, sign_in_views


def in_own_language(view):
    """Decorate a view of somebody who is signed in: it speaks the language of their account."""

    def localized(request, *args, **kwargs):
        return get_localized_response(view, request, *args, **kwargs)

    return localized


def own(route: str, view, name: str):
    """Return the address of a screen about one's own account."""
    return path(route, in_own_language(view), name=name)


urlpatterns = [
    path("login/", sign_in_views.SignInView.as_view(), name="account_login"),
    path("login/code/", sign_in_views.CodeView.as_view(), name="mfa_authenticate"),
    path("login/passkey/", sign_in_views.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("login/oidc/", sign_in_views.single_sign_on, {"provider_id": "oidc"}, name="openid_connect_login"),
    path(
        "login/oidc/back/",
        sign_in_views.back_from_provider,
        {"provider_id": "oidc"},
        name="openid_connect_callback",
    ),
    path("logout/", sign_in_views.sign_out, name="account_logout"),
    own("confirm/", sign_in_views.ConfirmByCodeView.as_view(), "mfa_reauthenticate"),
    own("confirm/passkey/", sign_in_views.ConfirmByPasskeyView.as_view(), "mfa_reauthenticate_webauthn"),
    own("second-factor/", sign_in_views.SecondFactorView.as_view(), "mfa_index"),
    own("second-factor/new/", sign_in_views.set_up, "set_up_second_factor"),
    own("second-factor/app/", sign_in_views.AddAppView.as_view(), "mfa_activate_totp"),
    own("second-factor/app/remove/", sign_in_views.RemoveAppView.as_view(), "mfa_deactivate_totp"),
    own("second-factor/passkey/", sign_in_views.AddPasskeyView.as_view(), "mfa_add_webauthn"),
    own(
        "second-factor/passkey/<int:pk>/remove/",
        sign_in_views.RemovePasskeyView.as_view(),
        "mfa_remove_webauthn",
    ),
    own("second-factor/codes/", sign_in_views.RecoveryCodesView.as_view(), "mfa_view_recovery_codes"),
    own("second-factor/codes/new/", sign_in_views.NewRecoveryCodesView.as_view(), "mfa_generate_recovery_codes"),
    own("sessions/", own_sessions.list_sessions, "own_sessions"),
    own("sessions/end-others/", own_sessions.end_other_sessions, "end_other_sessions"),
    own("sessions/<slug:reference>/end/", own_sessions.end_session, "end_session"),
]
