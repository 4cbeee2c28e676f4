"""Twelve weeks as a drawing of bars, computed here: a template can neither scale nor place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.utils import timezone

WEEKS = 12
# In units of the drawing: how high it is, how wide a week, and how much of that is bars.
HEIGHT, WEEK, BARS = 100, 30, 22


@dataclass(frozen=True)
class Series:
    """One thing that is counted, week by week, oldest first. `url` leads to its list."""

    label: str
    counts: tuple[int, ...]
    url: str


@dataclass(frozen=True)
class Bar:
    """One bar; `kind` is the number of its series, from 1."""

    x: float
    y: float
    width: float
    height: float
    kind: int


def first_day(today: date | None = None) -> date:
    """Return the Monday of the first of the last twelve weeks, this week included; weeks are those of UTC."""
    today = today or timezone.now().astimezone(UTC).date()
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def moment(day: date) -> datetime:
    """Return the beginning of a day in UTC."""
    return datetime.combine(day, time(), UTC)


def counted(queryset, field: str, since: date) -> tuple[int, ...]:
    """Return how many rows have this time in each week since, in one query."""
    rows = (
        queryset.filter(**{f"{field}__gte": moment(since)})
        .annotate(week=TruncWeek(field, tzinfo=UTC))
        .order_by()
        .values_list("week")
        .annotate(Count("pk", distinct=True))
    )
    found = {week.date(): count for week, count in rows}
    return tuple(found.get(day, 0) for day in days(since))


def days(since: date) -> list[date]:
    """Return the first days of the weeks."""
    return [since + timedelta(weeks=number) for number in range(WEEKS)]


class Chart:
    """The series, as bars and as rows of a table."""

    height, week = HEIGHT, WEEK
    width = WEEKS * WEEK

    def __init__(self, series: Iterable[Series], since: date | None = None):
        self.series = list(series)
        self.since = since or first_day()

    @cached_property
    def days(self) -> list[date]:
        """The Mondays, oldest first."""
        return days(self.since)

    @cached_property
    def highest(self) -> int:
        """The largest number, which reaches the top."""
        return max((count for series in self.series for count in series.counts), default=0)

    @property
    def bars(self) -> list[Bar]:
        """The bars of every week side by side; nothing is drawn for nothing."""
        width = BARS / len(self.series)
        return [
            Bar(
                x=round(week * WEEK + (WEEK - BARS) / 2 + (kind - 1) * width, 2),
                y=round(HEIGHT - count * HEIGHT / self.highest, 2),
                width=round(width * 0.9, 2),
                height=round(count * HEIGHT / self.highest, 2),
                kind=kind,
            )
            for kind, series in enumerate(self.series, start=1)
            for week, count in enumerate(series.counts)
            if count
        ]

    @property
    def legend(self) -> list[tuple[int, Series, int]]:
        """Each series with its number and its sum."""
        return [(kind, series, sum(series.counts)) for kind, series in enumerate(self.series, start=1)]

    @property
    def rows(self) -> list[tuple[date, list[int]]]:
        """Each week with the number of every series."""
        return [(day, [series.counts[week] for series in self.series]) for week, day in enumerate(self.days)]
