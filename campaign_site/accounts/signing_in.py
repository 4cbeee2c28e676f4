"""When the person behind a session proved who they are: kept with the session, so that no other makes it fresh."""

from datetime import datetime

from django.utils import timezone

KEY = "signed_in_at"


def keep_time(sender, request, user, **kwargs) -> None:
    """Write down when this session signed in (signal `user_logged_in`)."""
    request.session[KEY] = timezone.now().isoformat()


def signed_in_at(request) -> datetime | None:
    """Return when this session signed in, in aware UTC; None where nobody did."""
    kept = request.session.get(KEY)
    return datetime.fromisoformat(kept) if kept else None
