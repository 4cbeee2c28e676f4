"""A fundraising officer gives a payment whose reference has a slip to its pledge; above a limit two decide."""

from textwrap import wrap

import pytest
from playwright.sync_api import expect

from donations.models import BankAccount, LedgerTransaction, StatementEntry
from donations.statements.choices import Cause, EntryState
from tests.browser import accessible
from tests.factories.statements import Paid, camt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

expect.set_options(timeout=20_000)


def test_an_officer_assigns_a_payment_to_the_pledge_that_was_meant(demonstration, signed_in):
    officer = signed_in("Fundraising officer")
    page = officer.page
    near = StatementEntry.objects.get(cause=Cause.NEAR)
    booked = LedgerTransaction.objects.count()
    page.get_by_role("link", name="Bank transfers to look at").click()
    page.get_by_role("link", name=str(near), exact=True).click()
    expect(page.get_by_text("Nobody yet")).to_be_visible()
    found = {"case": accessible.problems(page)}
    page.set_viewport_size({"width": 1280, "height": 900})

    suggested = page.get_by_role("row").filter(has=page.get_by_role("link", name="Assign it to this pledge"))
    reference = suggested.first.locator("td").first.inner_text()
    suggested.first.get_by_role("link", name="Assign it to this pledge").click()
    expect(page.get_by_label("The reference had a slip")).to_be_visible()
    found["decision"] = accessible.problems(page)
    page.get_by_label("The reference had a slip").check()
    page.get_by_role("button", name="Assign it").click()
    expect(page.locator(".messages .success")).to_contain_text("Done.")
    near.refresh_from_db()
    assert (near.state, near.payer, near.words) == (EntryState.SETTLED, "", ""), "what the payer wrote is gone"
    assert LedgerTransaction.objects.count() == booked + 1

    # Typed without spaces, shown in blocks of four.
    compact = reference.replace(" ", "")
    officer.open(f"/admin/pledge/?q={compact}")
    page.get_by_role("link", name=" ".join(wrap(compact, 4))).first.click()
    expect(page.locator("main")).to_contain_text("Fulfilled")
    found["pledge"] = accessible.problems(page)
    assert found == {"case": {}, "decision": {}, "pledge": {}}
    assert officer.problems == []


def test_two_officers_on_one_proposal_book_it_once_and_the_second_is_told(demonstration, signed_in):
    booked = LedgerTransaction.objects.count()
    officers = [signed_in("Fundraising officer") for _number in range(2)]
    for officer in officers:
        officer.page.get_by_role("link", name="Decisions that wait for a second officer").click()
        officer.page.locator("main tbody a").first.click()
        expect(officer.page.get_by_role("button", name="Agree, and have it done")).to_be_visible()
    first, second = officers
    first.page.get_by_role("button", name="Agree, and have it done").click()
    expect(first.page.locator(".messages .success")).to_contain_text("Done.")
    second.page.get_by_role("button", name="Agree, and have it done").click()
    expect(second.page.locator(".messages .error")).to_contain_text("Somebody else")
    assert LedgerTransaction.objects.count() == booked + 1
    assert first.problems == second.problems == []


def test_an_officer_looks_at_a_statement_and_has_it_booked(demonstration, signed_in):
    officer = signed_in("Fundraising officer")
    page = officer.page
    account = BankAccount.objects.get(currency="EUR").number
    content = camt([Paid("7.00", "for the safe house", bank="B1"), Paid("8.00", "x", bank="B2")], account=account)
    file = {"name": "nov.xml", "mimeType": "text/xml", "buffer": content}
    booked = LedgerTransaction.objects.count()
    officer.open("/admin/bank_statement/")
    page.get_by_role("link", name="Take a statement in").click()
    found = {"ask": accessible.problems(page)}
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_label("The bank's file").set_input_files({**file, "buffer": content[:-30]})
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("main")).to_contain_text("this is not whole XML")
    page.get_by_label("The bank's file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("main")).to_contain_text("15.00\xa0EUR")
    found["seen"] = accessible.problems(page)
    assert LedgerTransaction.objects.count() == booked
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_label("The bank's file").set_input_files(file)
    page.get_by_role("button", name="Book it").click()
    expect(page.locator("main")).to_contain_text("The statement was taken in.")
    found["booked"] = accessible.problems(page)
    assert LedgerTransaction.objects.count() == booked + 2
    page.get_by_role("link", name="Look at 2 cases").click()
    expect(page.locator("main")).to_contain_text("7.00\xa0EUR")
    assert found == {"ask": {}, "seen": {}, "booked": {}} and officer.problems == []
