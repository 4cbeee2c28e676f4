"""The session engine: Django's own in the database, with whose session it is, and limits that it keeps itself.

A session that is over is not found, whoever asks and by whatever way. An extension that Django's documentation
describes ("Extending database-backed session engines").
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.utils import timezone
from django.utils.crypto import get_random_string

REFERENCE, BROWSER, SIGNED_IN_AT, SEEN_AT = "reference", "browser", "signed_in_at", "seen_at"
# A save for each request would have everybody wait for the database's only write lock (SQLite).
SEEN_EVERY = timedelta(minutes=1)


class SessionStore(db.SessionStore):
    """Keeps beside each session its user, browser and times, and lets it end in time."""

    @classmethod
    def get_model_class(cls):
        """Return our model of a session."""
        return apps.get_model("accounts", "EditorSession")

    def create_model_instance(self, data):
        """Return the row for these data; what stands beside them follows from them."""
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.reference, row.browser = data.get(REFERENCE, ""), data.get(BROWSER, "")
        row.signed_in_at, row.seen_at = moment(data.get(SIGNED_IN_AT)), moment(data.get(SEEN_AT))
        row.expire_date = ends_at(row.signed_in_at, row.seen_at)
        return row


def begin(session, browser: str) -> None:
    """Note in a session that somebody has just signed in to it."""
    session[SIGNED_IN_AT] = session[SEEN_AT] = timezone.now().isoformat()
    session[REFERENCE], session[BROWSER] = get_random_string(20), browser


def touch(session) -> None:
    """Note that the session is in use, once a minute at most."""
    now, seen_at = timezone.now(), moment(session.get(SEEN_AT))
    if seen_at is None or now - seen_at >= SEEN_EVERY:
        session[SEEN_AT] = now.isoformat()


def ends_at(signed_in_at: datetime | None, seen_at: datetime | None) -> datetime:
    """Return when a session is over that began and was last used then; without a sign-in it is an errand."""
    idle = (seen_at or timezone.now()) + settings.SESSION_IDLE
    return min(idle, signed_in_at + settings.SESSION_LONGEST) if signed_in_at else idle


def moment(kept: str | None) -> datetime | None:
    """Return a time, in aware UTC, that a session keeps as text."""
    return datetime.fromisoformat(kept) if kept else None


def forget_ended() -> int:
    """Delete the sessions that are over; return how many."""
    return SessionStore.get_model_class().objects.filter(expire_date__lt=timezone.now()).delete()[0]
