"""Two people have the same page open: the second one's press of the button overwrites nothing, and says so."""

import pytest
from playwright.sync_api import expect

from tests.factories.pages import ContentPageFactory, HelplineFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_second_one_sees_what_the_first_one_changed_and_decides(signed_in):
    page = ContentPageFactory(introduction="As it was")
    page.save_revision()
    first, second = signed_in("Administrator"), signed_in("Administrator")
    for visitor, words in ((first, "Of the first"), (second, "Of the second")):
        visitor.open(f"/admin/pages/{page.pk}/edit/")
        visitor.page.fill("#id_introduction", words)
    first.page.get_by_role("button", name="Save draft").click()
    expect(first.page.locator(".messages .success")).to_be_visible()

    second.page.get_by_role("button", name="Save draft").click()
    warning = second.page.locator(".messages")
    expect(warning).to_contain_text("Somebody else has saved this page since you opened it.")
    expect(second.page.locator("#id_introduction")).to_have_value("Of the second")
    assert page.revisions.count() == 2

    with second.page.context.expect_page() as opened:
        warning.get_by_role("link", name="See what was changed").click()
    expect(opened.value.locator("main")).to_contain_text("Of the first")
    second.page.get_by_role("button", name="Save draft").click()
    expect(second.page.locator(".messages .success")).to_be_visible()
    assert page.revisions.count() == 3
    assert first.problems == second.problems == []


def test_what_is_stored_now_stands_beside_the_field(signed_in):
    line = HelplineFactory(hours="09:00–17:00")
    first, second = signed_in("Administrator"), signed_in("Administrator")
    for visitor, hours in ((first, "08:00–12:00"), (second, "All night")):
        visitor.open(f"/admin/snippets/pages/helpline/edit/{line.pk}/")
        visitor.page.fill("#id_hours", hours)

    first.page.locator("footer button[type=submit]").first.click()
    expect(first.page.locator(".messages .success")).to_be_visible()
    second.page.locator("footer button[type=submit]").first.click()

    expect(second.page.locator("main")).to_contain_text("Stored now: 08:00–12:00")
    expect(second.page.locator("#id_hours")).to_have_value("All night")
    line.refresh_from_db()
    assert line.hours == "08:00–12:00"
