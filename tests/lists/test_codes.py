"""A code is found however it was typed."""

import pytest

from campaign_site.lists.codes import compact, part_of_code


@pytest.mark.parametrize(
    "typed", ["AV-7K2M", "av-7k2m", " av 7k 2m ", "7k2m", "AV7K2M", "av–7k2m", "\u200fAV-7K2M", "ＡＶ７Ｋ２Ｍ"]
)
def test_a_code_is_the_same_however_it_was_typed(typed):
    assert part_of_code(typed, "AV") == "7K2M"


@pytest.mark.parametrize("typed", ["", "  ", "AV-", "-", "أمل"])
def test_where_nothing_of_a_code_was_typed_there_is_nothing_to_look_for(typed):
    assert part_of_code(typed, "AV") == ""


def test_a_reference_loses_its_spaces():
    assert compact("rf18 5390 0754") == "RF1853900754"
