"""On paper, in the system's own colours, and with less data: what a reader sees of each page."""

import io
import re

import pypdf
import pytest
from PIL import Image

from tests.browser import accessible
from tests.browser.test_every_template import one_of_each_kind
from tests.site.demonstration import page_addresses

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

OFF_PAPER = (
    ".leave, .site-header, .site-footer, .breadcrumbs, .share, .jump, .pagination, form:not(.check), "
    ":is(audio, video), .art"
)
SEEN = "selector => [...document.querySelectorAll(selector)].filter(part => part.checkVisibility()).length"
STYLE = """([selector, name, pseudo]) =>
    getComputedStyle(document.querySelector(selector), pseudo || null).getPropertyValue(name)"""
# States of one component stand side by side: their ids and landmarks are there twice on purpose.
TWICE = re.compile("duplicate-id|landmark-unique|landmark-no-duplicate")


def address_of(kind: str, language: str = "en") -> str:
    return next(
        address
        for address, found in page_addresses().items()
        if found == kind and address.startswith(f"/{language}/")
    )


def style(page, selector: str, name: str, pseudo: str = "") -> str:
    return page.evaluate(STYLE, [selector, name, pseudo])


def seen_at(page, selector: str) -> Image.Image:
    """Return what is drawn where the first of these parts is."""
    return Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("RGB")


def most_seen(page, selector: str) -> tuple[int, int, int]:
    return max(seen_at(page, selector).getcolors(1 << 20))[1]


def colours_seen(page, selector: str) -> set[tuple[int, int, int]]:
    return {colour for _count, colour in seen_at(page, selector).getcolors(1 << 20)}


def pages_on_paper(page) -> int:
    return len(pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_template_prints_its_words_and_nothing_to_click(visit, demonstration, language):
    visitor = visit(width=700, dark=True, script=False)
    visitor.page.emulate_media(media="print")
    addresses, wrong = one_of_each_kind(language), {}
    assert len(addresses) >= 14
    for address in addresses:
        visitor.open(address)
        seen = visitor.page.evaluate(SEEN, OFF_PAPER)
        across = visitor.page.evaluate(accessible.ACROSS)
        heading = visitor.page.evaluate(SEEN, "h1")
        dark = style(visitor.page, "h1", "color")
        if (seen, heading, max(across, 0)) != (0, 1, 0) or dark not in ("rgb(0, 0, 0)", "rgb(51, 51, 51)"):
            wrong[address] = (seen, heading, across, dark)
    assert wrong == {}


def test_a_story_prints_its_words_and_how_it_was_shared(visit, demonstration):
    visitor = visit(script=False)
    visitor.open(address_of("StoryPage"))
    visitor.page.emulate_media(media="print")
    assert visitor.page.evaluate(SEEN, ".story-words .text") >= 1
    assert visitor.page.evaluate(SEEN, ".how-shared h2, .how-shared dd") >= 3
    assert visitor.page.evaluate(SEEN, ".help-box, .what-next, .related, .card") == 0
    assert pages_on_paper(visitor.page) <= 3


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_help_page_prints_every_number_on_few_sheets(visit, demonstration, language):
    visitor = visit(script=False)
    visitor.open(address_of("HelpPage", language))
    numbers = visitor.page.locator(".phone").count()
    visitor.page.emulate_media(media="print")
    assert numbers >= 10
    assert visitor.page.evaluate(SEEN, ".phone") == numbers
    assert pages_on_paper(visitor.page) <= numbers / 5


@pytest.mark.parametrize("kind", ["HelpPage", "AtRiskPage", "SafetyPage"])
def test_no_helpline_and_no_box_is_cut_in_pieces_on_paper(visit, demonstration, kind):
    visitor = visit(width=700, script=False)
    visitor.open(address_of(kind))
    visitor.page.emulate_media(media="print")
    pieces = visitor.page.evaluate("""() => [...document.querySelectorAll("main :is(section, aside, .helpline)")]
        .filter(part => part.checkVisibility() && !part.querySelector(".countries"))
        .map(part => [part.textContent.trim().slice(0, 40), part.getClientRects().length])""")
    assert pieces and [words for words, count in pieces if count > 1] == []


def test_what_is_folded_on_the_screen_is_open_on_paper(visit, demonstration):
    visitor = visit(script=False)
    visitor.open("/en/at-risk/")
    assert visitor.page.locator(".check .meaning p").first.is_hidden()
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator(".check .meaning p").first.is_visible()


def test_paper_names_the_address_of_links_that_lead_away_and_of_no_other(visit, demonstration):
    visitor = visit(script=False)
    visitor.page.emulate_media(media="print")
    visitor.open("/en/help/")
    after = style(visitor.page, "main a[href^='http']", "content", "::after")
    assert "attr(href)" in after or "https://" in after
    visitor.open("/en/stories/")
    assert "(" not in style(visitor.page, "main a[href^='/']", "content", "::after")


@pytest.mark.parametrize("dark", [False, True])
def test_in_the_systems_own_colours_nothing_that_matters_is_lost(visit, demonstration, dark):
    visitor = visit(dark=dark)
    visitor.page.emulate_media(forced_colors="active", color_scheme="dark" if dark else "light")
    visitor.open(address_of("StoryPage"))
    page = visitor.page
    canvas, ink = ((0, 0, 0), (255, 255, 255)) if dark else ((255, 255, 255), (0, 0, 0))
    assert most_seen(page, ".exit") != canvas
    assert most_seen(page, ".story-art") == canvas and ink in colours_seen(page, ".story-art")
    assert colours_seen(page, ".mark") - {canvas}
    assert style(page, ".button", "border-top-style") == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert (style(page, ":focus", "outline-style"), style(page, ":focus", "outline-width")) == ("solid", "3px")
    visitor.open(address_of("ProgrammePage"))
    bar = seen_at(page, "progress")
    middle = bar.height // 2
    assert bar.getpixel((8, middle)) != bar.getpixel((bar.width - 8, middle)) == canvas


@pytest.mark.parametrize("asked", ["link", "browser"])
def test_who_saves_data_loads_words_and_style_alone(visit, demonstration, asked):
    visitor = visit(script=False)
    loaded = []
    visitor.page.on("request", lambda request: loaded.append(request.resource_type))
    if asked == "browser":
        visitor.page.set_extra_http_headers({"Save-Data": "on"})
    for address in one_of_each_kind("en"):
        visitor.open(address + ("?data=low" if asked == "link" and "?" not in address else ""))
        assert visitor.page.evaluate(SEEN, "main :is(img, .art, audio, video)") == 0, address
        assert visitor.page.evaluate(SEEN, "h1") == 1
    assert set(loaded) - {"other"} == {"document", "stylesheet"}


def test_every_component_of_the_catalogue_is_accessible_from_right_to_left(visit, demonstration, settings):
    settings.ROOT_URLCONF = "campaign_site.catalogue.urls"
    visitor = visit()
    visitor.open("/ar/design/")
    addresses = visitor.page.evaluate(
        "[...document.querySelectorAll('.component h2 a')].map(link => link.pathname)"
    )
    assert len(addresses) >= 50
    wrong = {}
    for address in addresses:
        visitor.open(address)
        found = [
            one for said in accessible.problems(visitor.page).values() for one in said if not TWICE.match(one)
        ]
        if found:
            wrong[address] = sorted(set(found))
    assert wrong == {}
