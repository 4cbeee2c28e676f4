"""A supporter whose browser runs no script: pledges, gets a mail, confirms, changes, pauses, and calls it off."""

import re

import pytest
from django.core import mail

from campaign_site.delivery.jobs import outbox
from donations.choices import PledgeStatus
from donations.models import BankAccount, Pledge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_in(message) -> str:
    """Return the path of the one link to a pledge in a mail."""
    (path,) = set(re.findall(r"http://testserver(/\w\w/pledge/\w+/\S+/)", message.body))
    return path


def press(page, step: str) -> None:
    page.click(f"main button[name=step][value={step}]")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_supporter_goes_the_whole_way_without_script(visit, demonstration, language):
    # For an example account there is no code: nobody should pay into one.
    BankAccount.objects.filter(currency="EUR").update(is_example=False)
    before = Pledge.objects.count()
    visitor = visit(width=360, script=False)
    page = visitor.page
    visitor.open(f"/{language}/programmes/safety-and-recovery/")
    assert page.locator("main progress").count() == 1
    page.click("main a.button[href*='/pledge/']")
    assert page.input_value("select[name=programme]") == "safety-and-recovery"

    page.fill("input[name=amount]", "twelve")
    page.fill("input[name=email]", "supporter@example.org")
    page.fill("input[name=dedication]", "For my grandmother")
    page.check("input[name=rhythm][value=monthly]")
    page.click("main form button[type=submit]")
    assert page.get_attribute("input[name=amount]", "aria-invalid") == "true"
    assert page.input_value("input[name=dedication]") == "For my grandmother", "what was typed is kept"

    page.fill("input[name=amount]", "١٢٫٥٠" if language == "ar" else "12.50")
    page.click("main form button[type=submit]")
    assert page.url.endswith(f"/{language}/pledge/")
    assert "12.50" in page.inner_text("main dl")
    assert Pledge.objects.count() == before, "nothing is saved before it was checked"

    page.click("main form button[type=submit] >> nth=0")
    assert f"/{language}/pledge/thanks/" in page.url
    pledge = Pledge.objects.order_by("-pk").first()
    assert Pledge.objects.count() == before + 1
    assert pledge.reference_for_people in page.inner_text("main")
    assert page.locator(".payment-code svg path").count() == 2, "a banking app can scan it"

    (to_confirm,) = mail.outbox
    assert to_confirm.to == ["supporter@example.org"]
    visitor.open(link_in(to_confirm))
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.UNCONFIRMED, "a mail scanner that opens the link confirms nothing"
    page.click("main form button[type=submit]")
    pledge.refresh_from_db()
    assert (pledge.status, pledge.minor, pledge.currency) == (PledgeStatus.ACTIVE, 1250, "EUR")

    mine = link_in(mail.outbox[-1])
    assert mine != link_in(to_confirm)
    visitor.open(mine)
    page.fill("input[name=amount]", "20")
    press(page, "change")
    pledge.refresh_from_db()
    assert pledge.minor == 1250, "a change is looked at before it is made"
    press(page, "change_yes")
    pledge.refresh_from_db()
    assert pledge.minor == 2000
    page.check("input[name=months] >> nth=1")
    press(page, "pause")
    press(page, "resume")
    assert page.locator("button[value=resume]").count() == 0

    press(page, "ask")
    press(page, "cancel")
    pledge.refresh_from_db()
    assert pledge.status == PledgeStatus.CANCELLED
    press(page, "ask_erase")
    press(page, "erase")
    pledge.refresh_from_db()
    assert (pledge.email, pledge.dedication) == ("", "")
    assert visitor.open(mine).status == 404, "the link went with the name"

    assert [text for text in visitor.problems if "400 (Bad Request)" not in text and "404" not in text] == []
    assert page.context.cookies() == []


def test_somebody_who_lost_the_link_gets_a_fresh_one_on_another_device(visit, demonstration):
    pledge = Pledge.objects.filter(status=PledgeStatus.ACTIVE, language="en").exclude(email="").first()
    visitor = visit(width=360, script=False)
    page = visitor.page
    visitor.open("/en/pledge/find/")
    page.fill("input[name=email]", pledge.email)
    page.click("main form button[type=submit]")
    answered = page.inner_text("main")
    outbox.run_due()
    (message,) = mail.outbox
    other = visit(script=False)
    other.open(link_in(message))
    assert pledge.programme.title in other.page.inner_text("main")

    visitor.open("/en/pledge/find/")
    page.fill("input[name=email]", "nobody@example.org")
    page.click("main form button[type=submit]")
    assert page.inner_text("main") == answered, "nobody learns whose address we know"
    outbox.run_due()
    assert len(mail.outbox) == 1
