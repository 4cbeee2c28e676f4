"""A supporter whose browser runs no script: pledges, gets a mail, confirms."""

import re

import pytest
from django.core import mail

from donations.models import Pledge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_supporter_pledges_without_script_and_confirms_by_mail(visit, demonstration):
    before = Pledge.objects.count()
    visitor = visit(width=360, script=False)
    page = visitor.page
    visitor.open("/en/pledge/")

    page.fill("input[name=amount]", "twelve")
    page.fill("input[name=email]", "supporter@example.org")
    page.fill("input[name=dedication]", "For my grandmother")
    page.click("main form button[type=submit]")
    assert page.get_attribute("input[name=amount]", "aria-invalid") == "true"
    assert page.input_value("input[name=dedication]") == "For my grandmother", "what was typed is kept"

    page.fill("input[name=amount]", "12.50")
    page.click("main form button[type=submit]")
    assert page.inner_text("h1") == "Check your answers"
    assert Pledge.objects.count() == before, "nothing is saved before it was checked"

    page.click("main form button[type=submit] >> nth=0")
    assert "/en/pledge/thanks/" in page.url
    assert Pledge.objects.count() == before + 1

    (message,) = mail.outbox
    assert message.to == ["supporter@example.org"]
    (path,) = re.findall(r"http://testserver(/en/pledge/confirm/\S+)", message.body)
    visitor.open(path)
    page.click("main form button[type=submit]")
    pledge = Pledge.objects.order_by("-pk").first()
    assert (pledge.status, pledge.minor, pledge.currency) == ("active", 1250, "EUR")
    assert [text for text in visitor.problems if "400 (Bad Request)" not in text] == []
    assert page.context.cookies() == []
