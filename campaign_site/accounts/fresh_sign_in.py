"""Some doors open only to somebody who has just proved who they are: vaults, roles, exports, one's own sign-in.

Decorate a view with `fresh_sign_in_required`. Whoever is not fresh is asked for the second factor and comes back.
`guard.py` asks for all exports of lists, for users and roles, and for bank accounts.
"""

from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign_site.accounts.signing_in import second_factor_at, signed_in_at

# What lets somebody in; recovery codes are for the day on which these are lost.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user) -> bool:
    """Whether the user has an authenticator app or a passkey."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def is_fresh(request) -> bool:
    """Whether the second factor was shown in this session within the last ten minutes.

    For somebody who has none yet, and is about to set it up: whether they signed in within them.
    """
    proved_at = second_factor_at(request)
    if proved_at is None and not has_second_factor(request.user):
        proved_at = signed_in_at(request)
    return proved_at is not None and timezone.now() - proved_at <= settings.FRESH_SIGN_IN


def ask_again(request):
    """Return the answer that leads to the second factor and back to this address. What was sent is not kept."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    if request.method not in ("GET", "HEAD"):
        messages.warning(request, _("Nothing was saved yet. Confirm that it is you, then send it again."))
    methods = get_adapter().get_reauthentication_methods(request.user)
    if not methods:
        raise PermissionDenied
    return redirect(f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}")


def fresh_sign_in_required(view):
    """Decorate a view: whoever did not just prove who they are is asked first."""

    @wraps(view)
    def asking(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_fresh(request) else ask_again(request)

    return asking
