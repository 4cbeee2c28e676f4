"""Somebody who may open what identifies a person, with a fresh sign-in and a reason."""

from datetime import timedelta

from django.contrib.auth.models import Permission
from django.utils import timezone

from stories.consent.access import Access
from tests.factories.accounts import UserFactory

REASON = "The mission asked for a call back"


def officer(*codenames: str):
    """Return a user whom these permissions of the consent app were given."""
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="consent", codename__in=codenames))
    return user


def asks(user=None, *, minutes_ago: float = 0, reason: str = REASON) -> Access:
    """Return the access of a user, by default one with every permission to read."""
    user = user or officer("read_vault", "read_evidence")
    return Access(user, timezone.now() - timedelta(minutes=minutes_ago), reason)
