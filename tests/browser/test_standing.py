"""Somebody whose browser runs no script stands with survivors, and takes it back on another device."""

import re

import pytest
from django.core import mail

from campaign_site.delivery.jobs import outbox
from campaign_site.movement.models import Commitment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def newest_link() -> str:
    """Return the path of the link in the mail that came last, sent by now or not."""
    outbox.run_due()
    (path,) = re.findall(r"http://testserver(/\S+)", mail.outbox[-1].body)
    return path


@pytest.mark.parametrize(("language", "name"), [("en", "Akosua"), ("ar", "أمل")])
def test_somebody_goes_the_whole_way_without_script(visit, demonstration, language, name):
    before = Commitment.objects.confirmed().count()
    visitor = visit(width=360, script=False)
    page = visitor.page
    visitor.open(f"/{language}/stand/")
    assert str(before) in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("main a.button")

    page.fill("input[name=first_name]", f"{name} 055 123 45")
    page.fill("input[name=email]", "somebody@example.org")
    page.click("main form button[type=submit]")
    assert page.get_attribute("input[name=first_name]", "aria-invalid") == "true"
    assert page.input_value("input[name=email]") == "somebody@example.org", "what was typed is kept"
    page.fill("input[name=first_name]", name)
    page.select_option("select[name=country]", "GH")
    page.click("main form button[type=submit]")
    assert page.url.endswith(f"/{language}/stand/sent/")

    link = newest_link()
    visitor.open(link)
    assert name in page.inner_text("main dl")
    assert Commitment.objects.confirmed().count() == before, "a mail scanner that opens the link confirms nothing"
    page.click("main form button[type=submit]")
    assert page.url.endswith(f"/{language}/stand/thanks/")
    assert Commitment.objects.confirmed().count() == before + 1
    assert page.locator("main .download a").count() == 3

    back, other = newest_link(), visit(width=360, script=False)
    other.open(back)
    other.page.click("main form button[type=submit]")
    assert other.page.url.endswith(f"/{language}/stand/erased/")
    assert Commitment.objects.confirmed().count() == before
    assert [other.open(gone).status for gone in (back, link)] == [404, 404]
    assert [text for text in visitor.problems if "400 (Bad Request)" not in text] == []
    assert page.context.cookies() == other.page.context.cookies() == []
