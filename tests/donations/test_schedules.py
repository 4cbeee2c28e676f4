"""Due dates keep their day and find the end of short months."""

from datetime import date
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.schedules import add_months, due_dates, instalment_dates

days = st.dates(date(1970, 1, 1), date(2500, 12, 31))


def test_after_the_end_of_february_comes_the_end_of_march():
    assert instalment_dates(date(2027, 1, 31), 4) == (
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    )


def test_a_yearly_gift_of_a_leap_day_comes_back_in_the_next_leap_year():
    dates = list(islice(due_dates(date(2028, 2, 29), 12), 5))
    assert [day.isoformat()[5:] for day in dates] == ["02-29", "02-28", "02-28", "02-28", "02-29"]


@given(days, st.integers(0, 600))
def test_each_month_is_met_once_and_the_day_never_overshoots(start, months):
    later = add_months(start, months)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day <= start.day and (later.day == start.day or add_months(later, 0).day >= 28)


@given(days, st.integers(1, 60))
def test_dates_go_forward(start, instalments):
    dates = instalment_dates(start, instalments)
    assert len(dates) == instalments and list(dates) == sorted(set(dates)) and dates[0] == start


def test_standing_still_is_refused():
    with pytest.raises(ValueError, match="forward"):
        due_dates(date(2027, 1, 1), 0)
