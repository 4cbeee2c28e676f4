"""What axe and the window say of a page that is open, narrow in the light and wide in the dark."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser import measured

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
    .then(found => found.violations.map(rule => `${rule.id}: ${rule.nodes[0].html.slice(0, 120)}`))"""
ACROSS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


LOOKS = ((320, "light"), (1280, "dark"))


def problems(page) -> dict[str, list[str]]:
    """Return what is found in each look, at 320 and 1280 CSS pixels: an empty dictionary is a good page."""
    page.wait_for_load_state()  # a click is over when the next page begins
    messages = page.locator(".messages > ul")
    if messages.count():  # Wagtail's appear in half a second; half of the way they have no contrast
        expect(messages).to_have_css("opacity", "1")
    page.evaluate(AXE_SCRIPT)
    found = {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        said = page.evaluate(RUN, TAGS)
        if (across := page.evaluate(ACROSS)) > 0:
            said.append(f"{across} px wider than the window")
        if said:
            found[f"{width} {scheme}"] = said
    measured.note(page, LOOKS)
    return found
