"""What somebody typed is text in every spreadsheet; numbers, days and honest text stay what they are."""

from datetime import date
from decimal import Decimal

import pytest

from campaign_site.lists.spreadsheets import neutralised


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\nx", "\tx", "  =1", "\u00a0=1", "\u200f=1", "\ufeff=1",
        "\u2066+1", "＝1+1", "＋1", "－1", "＠x", "−1", "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
        "\x00=1", "\x0b=1",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_calculate_becomes_text(typed):
    assert neutralised(typed).startswith("'")


@pytest.mark.parametrize(
    "value",
    ["Amina", "AV-7K2M", "a=b", "1-2", "أمل", "", "'=1", 5, -5, Decimal("-5.50"), date(2026, 1, 2), True, None],
)
def test_what_it_would_not_stays_as_it_is(value):
    assert neutralised(value) is value or neutralised(value) == value


def test_signs_that_no_xlsx_can_hold_are_left_out():
    assert neutralised("a\x00b\x1fc\ud800d\ufffee") == "abcde"
