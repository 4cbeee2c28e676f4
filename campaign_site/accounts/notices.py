"""Mails about one's own account: a sign-in from a new place, another second factor, somebody who guesses.

They say when, and with which browser; never from which address, and nothing personal in the subject.
"""

import hmac
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from campaign_site.accounts import sessions
from campaign_site.accounts.models import KnownPlace, User
from campaign_site.accounts.role_table import ADMINISTRATOR, PROTECTION_OFFICER
from campaign_site.delivery.client_address import client_address, network
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.public_address import public_address

KNOWN_FOR = timedelta(days=90)
TOLD_OF_GUESSING = (ADMINISTRATOR, PROTECTION_OFFICER)


@transaction.atomic
def tell_of_sign_in(sender, request, user, **kwargs) -> None:
    """Mail the person who signed in, unless they did so from there before (signal `user_logged_in` of allauth)."""
    browser = request.session.get(sessions.BROWSER, "")
    mark = _mark(user, browser, network(client_address(request)))
    _place, is_new = KnownPlace.objects.update_or_create(
        user=user, mark=mark, defaults={"seen_at": timezone.now()}
    )
    if is_new:
        _send("new_sign_in", user, request.session[sessions.REFERENCE], browser=browser)


def tell_of_factor(sender, request, user, authenticator, **kwargs) -> None:
    """Mail the person whose second factor came, went or was made anew (three signals of allauth's MFA)."""
    _send("second_factor_changed", user, f"{authenticator.pk}:{timezone.now().isoformat()}")


def tell_of_recovery_code(sender, request, user, authenticator, **kwargs) -> None:
    """Mail the person one of whose recovery codes let somebody in (signal `authenticator_used`)."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        left = len(authenticator.wrap().get_unused_codes())
        _send("recovery_code_used", user, f"{authenticator.pk}:{left}", left=left)


def tell_of_guessing(user: User) -> None:
    """Mail the person at whose password somebody guesses, once a day."""
    _send("somebody_guesses", user, f"{timezone.now():%Y-%m-%d}")


def tell_of_known_password(user: User) -> None:
    """Mail the person at whose codes somebody guesses, who has the password then; once a day."""
    _send("somebody_knows_your_password", user, f"{timezone.now():%Y-%m-%d}")


def tell_administrators() -> None:
    """Mail those who look after accounts and people that somebody guesses at sign-ins, once an hour."""
    now = timezone.now()
    told = Q(groups__name__in=TOLD_OF_GUESSING) | Q(is_superuser=True)
    for user in User.objects.filter(told, is_active=True).distinct():
        send_later(
            "many_wrong_sign_ins",
            to=user.email,
            key=f"many-wrong-sign-ins:{now:%Y-%m-%dT%H}:{user.pk}",
            language=user.mail_language,
            context={"at": now},
            nobody_waits=True,
        )


def forget_places() -> int:
    """Forget the places from which nobody has signed in for three months; return how many."""
    return KnownPlace.objects.filter(seen_at__lt=timezone.now() - KNOWN_FOR).delete()[0]


def _send(template: str, user: User, key: str, **context) -> None:
    account = public_address(reverse("mfa_index"))
    send_later(
        template,
        to=user.email,
        key=f"{template.replace('_', '-')}:{user.pk}:{key}",
        language=user.mail_language,
        context={"at": timezone.now(), "account": account, **context},
        nobody_waits=True,
    )


def _mark(user: User, browser: str, from_network: str) -> str:
    text = f"{__name__}\x1f{user.pk}\x1f{browser}\x1f{from_network}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256").hex()
