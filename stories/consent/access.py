"""Who may see what identifies a person: a permission, a fresh sign-in and a reason, asked every time.

The one question behind every plain text of `vault.py`, `evidence.py` and `calls.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign_site.accounts.models import User

CLOCKS_DIFFER = timedelta(minutes=1)
SHORTEST_REASON = 10
LONGEST_REASON = 200


def on_one_line(reason: str) -> str:
    """Return a reason as it is kept: what is no sign and every gap is one space."""
    return " ".join("".join(c if c.isprintable() else " " for c in reason).split())


class Refused(Exception):
    """Plain text is not given out. `str()` is a sentence for the person who asked."""

    sentence = ""

    def __str__(self):
        return str(self.sentence)


class NotPermitted(Refused, PermissionDenied):
    """None of the user's roles allows it."""

    sentence = _("Your role does not open this.")


class SignInTooOld(Refused):
    """The user last showed the second factor more than ten minutes ago."""

    sentence = _(
        "It is more than ten minutes since you confirmed that it is you. Open this again; you are asked first."
    )


class ReasonMissing(Refused):
    """The reason is too short to be one, or longer than can be kept."""

    sentence = _("Write why you need it, in 10 to 200 characters.")


@dataclass(frozen=True)
class Access:
    """Somebody who asks for plain text.

    `signed_in_at` is when the second factor was last shown, in aware UTC; None is never fresh.
    """

    user: User | AnonymousUser
    signed_in_at: datetime | None
    reason: str = field(repr=False)

    def check(self, permission: str) -> str:
        """Return the reason on one line. Raises NotPermitted, SignInTooOld, ReasonMissing."""
        # Read again: Django remembers what a user may for as long as the object lives.
        now_in_database = User.objects.filter(pk=self.user.pk).first()
        if now_in_database is None or not now_in_database.has_perm(permission):
            raise NotPermitted
        now = timezone.now()
        if not self.signed_in_at or not now - settings.FRESH_SIGN_IN <= self.signed_in_at <= now + CLOCKS_DIFFER:
            raise SignInTooOld
        reason = on_one_line(self.reason)
        if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
            raise ReasonMissing
        return reason
