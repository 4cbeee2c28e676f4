"""The person's own page in a real browser: alone, without script, on a small phone, in Arabic."""

import pytest

from stories.consent import codes
from stories.consent.choices import ApprovedBy, Channel, Element, Status
from stories.consent.models import Consent, StoryApproval, Takedown
from stories.models import StoryPage
from tests.browser import accessible
from tests.stories.note.conftest import person_with_texts

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.fixture
def person(transactional_db):
    return person_with_texts(language="ar")


@pytest.fixture
def digits(person):
    return codes.issue(person, None)


def send(page, button="main form button"):
    """Press a button that posts its form, and come back when the answer has loaded."""
    with page.expect_navigation(wait_until="load"):
        page.click(button)


def press(page, step):
    send(page, f"button[name=step][value={step}]")


def test_a_person_does_everything_alone_without_script_in_arabic(visit, person, digits):
    public = StoryPage.objects.live().get(contributor=person).url
    visitor, reader = visit(width=360, height=740, script=False), visit(script=False)
    page = visitor.page
    visitor.open("/note/")
    send(page, "button[name=language][value=ar]")
    assert page.get_attribute("html", "dir") == "rtl"
    page.fill("[name=digits]", codes.in_groups(digits).translate(ARABIC))
    send(page)

    press(page, "texts")
    send(page, "button[name=text]:has([lang=ar])")
    assert page.inner_text("article h2") == "أطبخ لضيوفي"
    press(page, "say_yes")
    assert StoryApproval.objects.get(language="ar", consent__contributor=person).by == ApprovedBy.CODE

    press(page, "menu")
    press(page, "less")
    page.uncheck("input[value=age]")
    page.uncheck("input[value=print]")
    press(page, "check_less")
    assert page.locator("main li").count() == 2
    press(page, "less_now")
    consent = Consent.objects.get(contributor=person, status=Status.ACTIVE)
    assert (consent.elements, consent.channels) == ({Element.COUNTRY}, {Channel.SITE})
    assert reader.open(public).status == 200, "what is left is shown on"

    press(page, "menu")
    press(page, "hide")
    press(page, "hide_now")
    reference = Takedown.objects.get().reference
    assert page.inner_text("h1 bdi") == reference
    assert page.inner_text("h1").startswith("تمّ.")
    assert reader.open(public).status == 404

    assert visitor.page.url.endswith("/note/"), "never another address"
    assert page.title() == "ملاحظة"
    assert page.context.cookies() == []
    assert visitor.problems == []


def walk(page, digits):
    """Open one page after another and yield their names; nothing is changed on the way."""
    yield "enter"
    page.fill("[name=digits]", "12")
    send(page)
    yield "count"
    page.fill("[name=digits]", digits)
    send(page)
    yield "menu"
    press(page, "texts")
    yield "texts"
    send(page, "button[name=text]:has([lang=ar])")
    yield "text"
    press(page, "change")
    yield "change"
    press(page, "ask_for_change")
    yield "change without words"
    for step in ("agreed", "call", "hide", "delete"):
        press(page, "menu")
        press(page, step)
        yield step
    press(page, "menu")
    press(page, "less")
    yield "less"
    press(page, "check_less")
    yield "less without"
    page.uncheck("input[value=country]")
    press(page, "check_less")
    yield "less to check"


@pytest.mark.any_database
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_step_is_accessible_and_fits_a_small_phone(visit, person, digits, language):
    visitor = visit()
    visitor.open("/note/")
    send(visitor.page, f"button[name=language][value={language}]")
    found, steps = {}, 0
    for step in walk(visitor.page, digits):
        steps += 1
        if problems := accessible.problems(visitor.page) | too_small(visitor.page):
            found[step] = problems
    assert visitor.problems == []
    assert steps == 14
    assert found == {}


def too_small(page) -> dict[str, list[str]]:
    """Return what is too small for a thumb, on a small phone."""
    page.set_viewport_size({"width": 320, "height": 600})
    small = page.evaluate(
        """[...document.querySelectorAll("button, a:not(.skip):not(.problems a), label.tick, input[type=text]")]
        .filter(part => part.getBoundingClientRect().height < 44 || part.getBoundingClientRect().width < 44)
        .map(part => part.outerHTML.slice(0, 80))"""
    )
    return {"too small": small} if small else {}
