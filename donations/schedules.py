"""On which days instalments and regular gifts fall due. Pure; dates without a time."""

import calendar
from collections.abc import Iterator
from datetime import date
from itertools import count, islice


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later, or the month's last day where there is no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def due_dates(start: date, every_months: int) -> Iterator[date]:
    """Yield `start` and each date after it, without end.

    Each is counted from `start`: after 31 January and 28 February comes 31 March. Raises ValueError when
    `every_months` is less than one.
    """
    if every_months < 1:
        raise ValueError("dates must go forward")
    return (add_months(start, number * every_months) for number in count())


def instalment_dates(start: date, instalments: int) -> tuple[date, ...]:
    """Return one date a month, as many as there are instalments."""
    return tuple(islice(due_dates(start, 1), instalments))
