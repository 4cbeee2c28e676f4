"""The key of one sitting: a signed text in the page itself, so that nothing is stored on either side.

It opens for 15 minutes after the last page, two hours in all, and only while the code it came from is in force.
"""

import time
from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.db.models import Exists, OuterRef

from stories.consent.choices import ContributorStatus, TakedownMode
from stories.consent.models import AccessCode, Contributor, Takedown

# The purpose: no other signed text of the site opens this page, and this one opens nothing else.
SALT = "stories.note"
REST = timedelta(minutes=15)
LONGEST = timedelta(hours=2)


class Sitting(NamedTuple):
    """Whose it is, by which code, and since when (seconds since 1970)."""

    code: int
    person: int
    since: int

    def token(self) -> str:
        """Return the text for the next page; it starts the 15 minutes anew."""
        return signing.dumps([self.code, self.person, self.since], salt=SALT)

    def contributor(self) -> Contributor | None:
        """Return the person while their code is in force: nobody once it is revoked or they had all deleted."""
        code = _in_force().filter(pk=self.code, contributor_id=self.person).first()
        return code.contributor if code else None


def begin(contributor: Contributor) -> Sitting | None:
    """Return a new sitting of somebody whose digits were right; None when they were revoked at this moment."""
    code = _in_force().filter(contributor=contributor).first()
    return Sitting(code.pk, contributor.pk, int(time.time())) if code else None


def read(token: str) -> Sitting | None:
    """Return the sitting of a token; None when it is forged, altered, of another purpose or too old."""
    try:
        sitting = Sitting(*signing.loads(token, salt=SALT, max_age=REST))
    except signing.BadSignature:
        return None
    # A clock that is put back must not keep it open; two machines' clocks may differ a little.
    age = time.time() - sitting.since
    return sitting if -REST.total_seconds() < age < LONGEST.total_seconds() else None


def _in_force():
    # Deleting follows the word by some moments: the word counts.
    gone = Takedown.objects.filter(contributor=OuterRef("contributor"), mode=TakedownMode.ERASE)
    codes = AccessCode.objects.filter(revoked_at=None, contributor__status=ContributorStatus.ACTIVE)
    return codes.exclude(Exists(gone)).select_related("contributor")
