"""The head of the desk's own screens."""

import pytest

from donations.screen_head import screen_head

HOME = {"url": "/admin/", "label": "Home"}


def test_the_way_leads_from_home_to_the_screen_and_back_to_the_one_before():
    head = screen_head("Send back", ("Card payments", "/admin/cards/"), ("RF18", "/admin/cards/5/"), about="RF18")
    assert [(step["label"], step["url"]) for step in head["breadcrumbs_items"]] == [
        ("Home", "/admin/"), ("Card payments", "/admin/cards/"), ("RF18", "/admin/cards/5/"), ("Send back", ""),
    ]  # fmt: skip
    assert (head["header_title"], head["back_url"]) == ("Send back: RF18", "/admin/cards/5/")


@pytest.mark.parametrize("above", [(), (("Bank statements", "/admin/s/"),)])
def test_a_screen_about_nothing_in_particular_is_called_by_its_title_alone(above):
    head = screen_head("Take a statement in", *above)
    assert head["header_title"] == "Take a statement in" and head["breadcrumbs_items"][0] == HOME
    assert head["back_url"] == (above[-1][1] if above else "/admin/")
