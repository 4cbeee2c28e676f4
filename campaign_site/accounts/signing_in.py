"""What a session knows about its sign-in: when it was, and when the second factor was last shown, and by whom.

It is kept with the session, so that a sign-in elsewhere makes no other session fresh.
"""

from datetime import datetime

from django.utils import timezone

from campaign_site.accounts import sessions
from campaign_site.accounts.browsers import browser_in_words

SECOND_FACTOR = "second_factor"


def keep_time(sender, request, user, **kwargs) -> None:
    """Write down when this session signed in, and with what (signal `user_logged_in` of Django)."""
    sessions.begin(request.session, browser_in_words(request.headers.get("User-Agent", "")))


def keep_second_factor(sender, request, user, method, **kwargs) -> None:
    """Write down that the second factor was shown (signal `authentication_step_completed` of allauth)."""
    if method == "mfa":
        show_second_factor(request.session, user)


def show_second_factor(session, user, at: datetime | None = None) -> None:
    """Note in a session that this user has shown a second factor, now or at some time."""
    session[SECOND_FACTOR] = {"user": user.pk, "at": (at or timezone.now()).isoformat()}


def signed_in_at(request) -> datetime | None:
    """Return when this session signed in, in aware UTC; None where nobody did."""
    return sessions.moment(request.session.get(sessions.SIGNED_IN_AT))


def second_factor_at(request) -> datetime | None:
    """Return when whoever is signed in last showed the second factor in this session, in aware UTC; or None."""
    kept = request.session.get(SECOND_FACTOR)
    if not kept or not request.user.is_authenticated or kept["user"] != request.user.pk:
        return None
    return sessions.moment(kept["at"])
