"""What axe and the window say of an open page: narrow and wide, light and dark, with large text."""

from itertools import product

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser import measured

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The one rule that asks for stylesheets as text is an experiment, and not run: axe need not read them again.
RUN = """only => axe.run({runOnly: only, resultTypes: ["violations"], preload: {assets: ["media"]}})
    .then(found => found.violations.map(rule => `${rule.id}: ${rule.nodes[0].html.slice(0, 120)}`))"""
EVERY_RULE = {"type": "tag", "values": TAGS}
# In the other scheme nothing but colours is different (tests/catalogue/test_schemes.py).
OF_COLOUR = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
AT_REST = """Promise.allSettled(document.getAnimations()
    .filter((moving) => moving instanceof CSSTransition).map((moving) => moving.finished))"""
ACROSS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TEXT_SIZE = "size => { document.documentElement.style.fontSize = size }"
# The width in CSS pixels and the scheme: what every screen is looked at in, and every kind of public page.
EACH_ONCE = [(320, "light"), (1280, "dark")]
ALL = list(product((320, 1280), ("light", "dark")))


def problems(page, looks=EACH_ONCE) -> dict[str, list[str]]:
    """Return what is found in each look, and with text of twice the size: an empty dictionary is a good page."""
    page.wait_for_load_state()  # a click is over when the next page begins
    messages = page.locator(".messages > ul")
    if messages.count():  # Wagtail's appear in half a second; half of the way they have no contrast
        expect(messages).to_have_css("opacity", "1")
    page.evaluate(AXE_SCRIPT)
    found, widths = {}, set()
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(AT_REST)  # a button that turns dark has no contrast half of the way
        said = page.evaluate(RUN, OF_COLOUR if width in widths else EVERY_RULE)
        widths.add(width)
        if (across := page.evaluate(ACROSS)) > 0:
            said.append(f"{across} px wider than the window")
        if said:
            found[f"{width} {scheme}"] = said
    measured.note(page, looks)
    return found


def cut_off_in_large_text(page) -> list[str]:
    """Return what a reader loses who makes the text twice as large (WCAG 2.2, 1.4.4), on a wide screen."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(TEXT_SIZE, "200%")
    lost = [f"{across} px wider than the window"] if (across := page.evaluate(ACROSS)) > 0 else []
    lost += page.evaluate(CUT_OFF)
    page.evaluate(TEXT_SIZE, "")
    return lost


CUT_OFF = """() => [...document.querySelectorAll("body *")].filter(element => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect()
    const hides = ["hidden", "clip"].some(way => style.overflowX === way || style.overflowY === way)
    return hides && style.clipPath === "none" && element.innerText?.trim() && box.width > 1
        && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
}).map(element => `cut off: ${element.outerHTML.slice(0, 120)}`)"""
