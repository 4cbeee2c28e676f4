"""The self-check in a browser: what is answered shows its meaning, and is nowhere once the page is left."""

import pytest
from playwright.sync_api import expect

from tests.browser.leaving import BEFORE, depart
from tests.factories.pages import AtRiskPageFactory

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

TICKED = "() => document.querySelectorAll('.check :checked').length"


@pytest.mark.parametrize("script", [True, False])
def test_a_yes_shows_its_meaning_and_what_can_be_done_and_all_can_be_emptied_by_keyboard(visit, script):
    reader = visit(width=320, script=script)
    reader.open(AtRiskPageFactory().url)
    page = reader.page
    some, none = page.locator(".check-some"), page.locator(".check-none")
    meaning = page.get_by_text("Nobody should buy a job.")
    expect(meaning).to_be_hidden()
    expect(none).to_be_visible()
    page.get_by_label("Did you have to pay for the job?").focus()
    page.keyboard.press("Space")
    expect(meaning).to_be_visible()
    expect(page.get_by_text("It is yours.")).to_be_hidden()
    expect(some).to_be_visible()
    expect(none).to_be_hidden()
    page.get_by_role("button", name="Empty all boxes").press("Enter")
    expect(some).to_be_hidden()
    expect(meaning).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_answers_go_nowhere_and_whoever_reloads_or_comes_back_finds_none(visit, script):
    reader = depart(visit(script=script))
    address = AtRiskPageFactory().url
    reader.open(address)
    page, asked = reader.page, []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(request.url))
    for box in page.locator(".check input").all():
        box.check()
        box.press("Enter")
    assert page.evaluate(TICKED) == 2 and asked == [] and page.url == reader.address + address
    page.reload()
    assert page.evaluate(TICKED) == 0
    page.locator(".check input").first.check()
    page.goto(BEFORE)
    page.go_back()
    assert page.url.endswith(address) and page.evaluate(TICKED) == 0
    assert page.context.cookies() == []


def test_paper_shows_every_meaning_and_nobodys_answers(visit):
    reader = visit()
    reader.open(AtRiskPageFactory().url)
    reader.page.locator(".check input").first.check()
    reader.page.emulate_media(media="print")
    for text in ("Nobody should buy a job.", "It is yours.", "If you said yes to one or more"):
        expect(reader.page.get_by_text(text)).to_be_visible()
    expect(reader.page.locator(".check input").first).to_have_css("appearance", "none")
    background = "box => getComputedStyle(box).backgroundColor + getComputedStyle(box).backgroundImage"
    looks = {box.evaluate(background) for box in reader.page.locator(".check input").all()}
    assert len(looks) == 1
