"""Each public template in a real browser: axe finds nothing, nothing scrolls sideways, nobody else is asked."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.site.demonstration import named_addresses, page_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the dark a page has other colours and nothing else: what does not look at colours is asked in the light.
RULES = {
    "light": {"runOnly": {"type": "tag", "values": TAGS}},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
LOOKS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
NOT_PAGES = (".txt", ".xml", ".rss", ".atom", ".json", ".csv", "healthz", "readyz", "/check/")


def one_of_each_kind(language: str) -> list[str]:
    """Return an address for each kind of page, and every view that answers with a page."""
    kinds = {}
    for address, kind in page_addresses().items():
        if address.startswith(f"/{language}/"):
            kinds.setdefault(kind, address)
    views = [
        address
        for address in named_addresses()
        if address.startswith(f"/{language}/") and not address.endswith(NOT_PAGES)
    ]
    return [*kinds.values(), *views, f"/{language}/search/?q=a", f"/{language}/no-such-page/"]


def problems_at(visitor, address: str) -> dict[str, list[str]]:
    """Open an address; return what axe and the width say in each look, and what network and server said."""
    status = visitor.open(address).status
    found = {look: problems for look in LOOKS if (problems := problems_in(visitor.page, *look))}
    said = [text for text in visitor.problems if "404" not in text]
    if status not in (200, 404):
        said.append(f"status {status}")
    visitor.problems.clear()
    return {**found, "opened": said} if said else found


def problems_in(page, width: int, scheme: str) -> list[str]:
    """Return what axe finds in a window this wide (CSS pixels), and what it would have to scroll sideways."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page, options=RULES[scheme]).response["violations"]
    ]
    across = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if across > 0:
        found.append(f"{across} px wider than the window")
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_template_is_accessible(visit, demonstration, language):
    addresses = one_of_each_kind(language)
    assert len(addresses) >= 14
    visitor = visit()
    found = {address: problems for address in addresses if (problems := problems_at(visitor, address))}
    assert found == {}


def test_every_template_reads_the_same_without_script_and_nothing_is_kept(visit, demonstration):
    with_script, without = visit(), visit(script=False)
    different = []
    for address in one_of_each_kind("en"):
        for visitor in (with_script, without):
            visitor.open(address)
        if with_script.page.inner_text("main") != without.page.inner_text("main"):
            different.append(address)
    assert different == []
    assert with_script.page.context.cookies() == without.page.context.cookies() == []
    assert with_script.page.evaluate("localStorage.length + sessionStorage.length") == 0
