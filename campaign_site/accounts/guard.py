"""The door of the admin: no address below /admin/ answers before a second factor was shown in this session.

Default deny: an address that is not named here as part of the sign-in is closed, also one that is added tomorrow.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from wagtail.admin.auth import reject_request

from campaign_site.accounts import sessions
from campaign_site.accounts.fresh_sign_in import ask_again, has_second_factor, is_fresh
from campaign_site.accounts.signing_in import second_factor_at

# Signing in and out, a new password by mail, and what their pages are drawn with.
OPEN = frozenset(
    {
        "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn", "openid_connect_login",
        "openid_connect_callback", "wagtailadmin_password_reset", "wagtailadmin_password_reset_done",
        "wagtailadmin_password_reset_confirm", "wagtailadmin_password_reset_complete", "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
    }
)  # fmt: skip
# Where somebody goes who is signed in and has shown no second factor: to make one, or to show it.
FIRST_TIME = frozenset({"set_up_second_factor", "mfa_activate_totp", "mfa_add_webauthn"})
CONFIRMING = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn"})
# Whatever changes people and roles; their lists stay open.
PEOPLE = frozenset({"wagtailusers_users", "wagtailusers_groups"})
LISTS = frozenset({"index", "index_results"})
# Where supporters' money goes; whoever may see it may read it all.
ACCOUNTS = frozenset({"bankaccount"})
READ = LISTS | {"inspect", "history", "history_results", "usage"}
# The editor asks every few seconds whether somebody else is there; that alone is no sign of a person.
PING = "wagtailadmin_editing_sessions:ping"


class SecondFactorMiddleware:
    """Lets nobody past who did not show a second factor, nor to what wants a fresh one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(settings.ADMIN_PATH) and "Cache-Control" not in response:
            add_never_cache_headers(response)
        return response

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        """Return where to go first, or None to go on."""
        if not request.path_info.startswith(settings.ADMIN_PATH):
            return None
        name = request.resolver_match.view_name
        if name in OPEN:
            return None
        if not request.user.is_authenticated:
            return reject_request(request)
        if second_factor_at(request) is None:
            return self._first(request, name)
        if name != PING or request.POST.get("is_editing"):
            sessions.touch(request.session)
        return ask_again(request) if wants_fresh(request, kwargs) and not is_fresh(request) else None

    def _first(self, request, name: str) -> HttpResponse | None:
        if has_second_factor(request.user):
            return None if name in CONFIRMING else ask_again(request)
        return None if name in FIRST_TIME else redirect("set_up_second_factor")


def wants_fresh(request, kwargs: dict) -> bool:
    """Whether this takes a list away, or is about people and roles, one's own sign-in, or a bank account."""
    match = request.resolver_match
    if "export" in request.GET or match.view_name == "wagtailadmin_account":
        return True
    if match.view_name == "wagtail_bulk_action":
        return kwargs.get("app_label") == "accounts"
    if ACCOUNTS & set(match.namespaces):
        return match.url_name not in READ
    return bool(PEOPLE & set(match.namespaces)) and match.url_name not in LISTS
