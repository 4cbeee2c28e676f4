"""What the site keeps about people, for whom, and how long: each app says so beside the code that forgets it.

The privacy notice shows these rows and nothing else, so a period is written once: as the constant that is obeyed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaign_site.delivery import mail, rate_limits
from campaign_site.delivery.jobs import outbox

YEAR = timedelta(days=365)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class About(models.TextChoices):
    """Whom it is about, in the order of the notice."""

    READER = "reader", _("If you only read")
    WRITER = "writer", _("If you write to us")
    SUPPORTER = "supporter", _("If you pledge")
    STANDING = "standing", _("If you stand with survivors")
    SURVIVOR = "survivor", _("If you told us your story")
    IN_PUBLIC = "in public", _("If you stand for the campaign in public")
    EDITOR = "editor", _("If you work on this site")


@dataclass(frozen=True)
class Kept:
    """One thing that is kept. `until` is a sentence, with `%(period)s` where a `period` is given.

    `models` are where it lies ("app.Model"): a test asks that each model of ours is named, or holds nobody.
    """

    about: About
    what: str
    until: str
    period: timedelta | None = None
    models: tuple[str, ...] = field(default=())

    @property
    def how_long(self) -> str:
        """When it goes, in the active language."""
        return self.until % {"period": in_words(self.period)} if self.period else str(self.until)


_kept: list[Kept] = []


def register(rows: Iterable[Kept]) -> None:
    """Add what an app keeps, in the order in which it should be read. Called once from `ready()`."""
    _kept.extend(row for row in rows if row not in _kept)


def registered() -> tuple[Kept, ...]:
    """Return all that is kept, sorted by whom it is about."""
    order = list(About)
    return tuple(sorted(_kept, key=lambda row: order.index(row.about)))


def in_words(period: timedelta) -> str:
    """Return a period in the active language: whole years, days or hours, the largest that fits exactly.

    Raises ValueError for what is no whole number of hours.
    """
    if period % YEAR == timedelta():
        number = period // YEAR
        return ngettext("%(number)s year", "%(number)s years", number) % {"number": number}
    if period % DAY == timedelta():
        return ngettext("%(number)s day", "%(number)s days", period.days) % {"number": period.days}
    if period % HOUR:
        raise ValueError(f"{period} is no whole number of hours.")
    number = period // HOUR
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}


OWN = (
    Kept(
        About.READER,
        _(
            "When you send a form, a count for the network you are in. It stands under a mark made with a secret "
            "that changes every day, and cannot be turned back into an address."
        ),
        _("%(period)s."),
        rate_limits.KEPT,
        ("delivery.RateCount",),
    ),
    Kept(
        About.WRITER,
        _("Any mail that this site has to send, yours through the contact form too, encrypted while it waits."),
        _("Its words are wiped once the mail server has taken them, and after %(period)s at the latest."),
        mail.KEPT,
        ("delivery.OutboxItem",),
    ),
    Kept(
        About.WRITER,
        _("That such a mail was sent, and when. Neither its words nor an address."),
        _("%(period)s."),
        outbox.KEPT,
        ("delivery.OutboxItem",),
    ),
)
