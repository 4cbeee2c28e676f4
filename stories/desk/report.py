"""What a take-down found, as lines for people: for the officer a timed table, for the person one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from stories.consent.choices import Surface
from stories.consent.models import Takedown, TakedownCheck
from stories.verification import OTHERS, WITHOUT

LEFT = Q(found__gt=0) | Q(is_reached=False)


@dataclass(frozen=True)
class Line:
    """One place: how many traces there were before, how many there are, and how long looking took.

    `before` is None where nobody counted, `left` is None before the first check.
    """

    surface: str
    place: str
    before: int | None
    left: int | None
    is_reached: bool = True
    milliseconds: int | None = None

    @property
    def is_left(self) -> bool:
        """Whether somebody has to do something about it."""
        return bool(self.left) or not self.is_reached


def lines(takedown: Takedown) -> list[Line]:
    """Return the table of the last check beside what was there before; what is left comes first."""
    before = {(check.surface, check.place): check for check in takedown.checks.filter(round=0)}
    last = {(check.surface, check.place): check for check in takedown.checks.filter(round=last_round(takedown))}
    places = sorted(before | last, key=lambda place: (list(Surface).index(Surface(place[0])), place[1]))
    found = [_line(place, before.get(place), last.get(place), bool(last)) for place in places]
    return sorted(found, key=lambda line: not line.is_left)


def last_round(takedown: Takedown) -> int | None:
    """Return the number of the last check, None before the first."""
    return takedown.checks.filter(round__gt=0).aggregate(last=Max("round"))["last"]


def rounds(takedown: Takedown) -> list[dict]:
    """Return each check: `round`, `at`, `places` left, and how many `milliseconds` the slowest answer took."""
    checks = takedown.checks.filter(round__gt=0).values("round")
    return list(
        checks.annotate(at=Max("checked_at"), places=Count("pk", filter=LEFT), milliseconds=Max("milliseconds"))
        .order_by("round")
        .values("round", "at", "places", "milliseconds")
    )


def seconds(first, then) -> str:
    """Return the time between two moments in seconds, for people; empty where one is missing."""
    if first is None or then is None:
        return ""
    return f"{(then - first) / timedelta(seconds=1):.1f} s"


def plain_line(takedown: Takedown) -> str:
    """Return what the person is told, in their language. It says nothing about what was taken down."""
    with override(takedown.contributor.language):
        sentences = [_("Done. Reference %(reference)s.") % {"reference": takedown.reference}]
        if takedown.verified_at:
            at = date_format(takedown.verified_at, "DATETIME_FORMAT")
            sentences.append(
                _("Checked at %(time)s (UTC): it is gone from every place we control.") % {"time": at}
            )
        return " ".join(sentences)


def as_text(takedown: Takedown) -> list[str]:
    """Return the report line by line, in English for a terminal."""
    with override("en"):
        return list(_lines_of_text(takedown))


def _lines_of_text(takedown: Takedown) -> Iterator[str]:
    hidden = seconds(takedown.asked_at, takedown.hidden_at)
    yield f"{takedown}: {takedown.pages_hidden} pages hidden after {hidden}"
    for check in rounds(takedown):
        yield f"check {check['round']} at {check['at']:%Y-%m-%d %H:%M:%S} UTC: {check['places']} places left"
    for line in lines(takedown):
        state = "no answer" if not line.is_reached else "LEFT" if line.left else "gone"
        before = "-" if line.before is None else line.before
        now = "-" if line.left is None else line.left
        yield f"  {state:9} {line.place} ({line.surface}; before {before}, now {now}; {line.milliseconds or 0} ms)"
    after = seconds(takedown.asked_at, takedown.verified_at)
    yield f"verified after {after}" if after else "NOT VERIFIED"


def _line(
    place: tuple[str, str], before: TakedownCheck | None, last: TakedownCheck | None, was_checked: bool
) -> Line:
    surface, name = place
    return Line(
        surface=str(Surface(surface).label),
        place=_name(name),
        before=before.found if before else None,
        # A place that is known from before and has no line of its own any more holds nothing.
        left=last.found if last else 0 if was_checked else None,
        is_reached=last.is_reached if last else True,
        milliseconds=last.milliseconds if last else None,
    )


def _name(place: str) -> str:
    """Return a place in words where it is not an address, a file or a column."""
    if place == WITHOUT:
        return _("No fingerprint could be taken: ask whoever runs the site")
    if place.startswith(OTHERS):
        count = int(place.removeprefix(OTHERS))
        return ngettext("%(count)s more place", "%(count)s more places", count) % {"count": count}
    return place
