"""Twelve weeks, from a Monday of UTC; what is drawn is what the table says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from campaign_site.pages.weekly_chart import HEIGHT, WEEKS, Chart, Series, counted, first_day

SINCE = date(2026, 9, 14)


@pytest.mark.parametrize("today", [date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 6)])
def test_the_weeks_end_with_this_one(today):
    assert first_day(today) == SINCE


@pytest.mark.django_db
def test_rows_are_counted_in_the_week_of_utc_in_which_they_lie():
    kind = ContentType.objects.get_for_model(ContentType)
    first, last = datetime(2026, 9, 14, tzinfo=UTC), datetime(2026, 12, 6, 23, 59, 59, tzinfo=UTC)
    moments = [
        first,
        first - timedelta(seconds=1),
        last,
        first + timedelta(days=6, hours=23),
        first + timedelta(7),
    ]
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(content_type=kind, object_id="1", label="", action="x", timestamp=moment)
        for moment in moments
    )

    assert counted(ModelLogEntry.objects.filter(action="x"), "timestamp", SINCE) == (2, 1, *[0] * 9, 1)


def test_the_highest_bar_reaches_the_top_and_none_is_drawn_for_nothing():
    chart = Chart([Series("a", (4, *[0] * 10, 2), "/a/"), Series("b", (*[0] * 11, 1), "/b/")], SINCE)

    assert [(bar.kind, bar.y, bar.height) for bar in chart.bars] == [
        (1, 0, HEIGHT), (1, HEIGHT / 2, HEIGHT / 2), (2, 75, 25)
    ]  # fmt: skip
    assert len({bar.x for bar in chart.bars}) == 3
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width for bar in chart.bars)
    assert len(chart.rows) == WEEKS and chart.rows[0] == (SINCE, [4, 0]) and chart.rows[-1][1] == [2, 1]
    assert [total for _kind, _series, total in chart.legend] == [6, 1]


def test_twelve_empty_weeks_are_drawn_without_dividing_by_nothing():
    chart = Chart([Series("a", (0,) * WEEKS, "/a/")], SINCE)

    assert chart.bars == [] and chart.highest == 0
