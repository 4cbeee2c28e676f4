"""Long lists are counted and paged no further than anybody turns, and say so."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from campaign_site.lists.many_rows import FirstRows, looked_through_once

pytestmark = pytest.mark.django_db


class FirstTwo(FirstRows):
    """Two rows instead of ten thousand; the site has four languages."""

    most = 2


def test_a_short_list_is_counted_as_ever():
    pages = FirstRows(Locale.objects.order_by("pk"), 3)
    assert pages.count == Locale.objects.count() == 4
    assert pages.num_pages == 2 and pages.items_count_label.startswith("4 ")


def test_a_long_list_ends_where_nobody_turns_any_more_and_says_so():
    pages = FirstTwo(Locale.objects.order_by("pk"), 1)
    with CaptureQueriesContext(connection) as captured:
        assert pages.count == 2 and pages.num_pages == 2
    assert len(captured) == 1 and "LIMIT 3" in captured.captured_queries[0]["sql"]
    assert pages.items_count_label == "the first 2 of more; search and filters find the others"
    assert [next(iter(pages.get_page(number))).pk for number in (1, 2, 99)] == [
        *Locale.objects.order_by("pk").values_list("pk", flat=True)[:2],
        Locale.objects.order_by("pk")[1].pk,
    ]


def test_what_was_found_by_reading_everything_is_not_read_again():
    with CaptureQueriesContext(connection) as captured:
        found = looked_through_once(Locale.objects.filter(language_code__contains="r"))
        assert {locale.language_code for locale in found} == {"fr", "ar"} and found.count() == 2
    assert " IN (" not in captured.captured_queries[0]["sql"]
    assert all(" IN (" in query["sql"] for query in captured.captured_queries[1:])
