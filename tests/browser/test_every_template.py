"""Each public template in a real browser: axe finds nothing, nothing scrolls sideways, nobody else is asked."""

import pytest

from tests.browser import accessible, keyboard
from tests.site.demonstration import named_addresses, page_addresses

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

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
    """Open an address; return what is wrong with it in each look, and what network and server said."""
    status = visitor.open(address).status
    found = accessible.problems(visitor.page, accessible.ALL)
    if lost := accessible.cut_off_in_large_text(visitor.page):
        found["large text"] = lost
    said = [text for text in visitor.problems if "404" not in text]
    if status not in (200, 404):
        said.append(f"status {status}")
    visitor.problems.clear()
    return {**found, "opened": said} if said else found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_template_is_accessible(visit, demonstration, language):
    addresses = one_of_each_kind(language)
    assert len(addresses) >= 14
    visitor = visit()
    found = {address: problems for address in addresses if (problems := problems_at(visitor, address))}
    assert found == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reader_without_a_mouse_sees_on_every_template_where_they_are(visit, demonstration, language):
    """Backwards too: it is then that a bar which stays at the top would cover what comes into view."""
    visitor, found, most = visit(width=360), {}, 0
    for address in one_of_each_kind(language):
        visitor.open(address)
        for key in ("Tab", "Shift+Tab"):
            steps, wrong = keyboard.walk(visitor.page, key)
            most = max(most, steps)
            if wrong or steps < 8:
                found[address, key] = wrong or [f"{steps} steps"]
    assert found == {}
    assert 20 <= most < keyboard.STEPS


PICTURES = """() => [...document.querySelectorAll("img")].map(img => ({
    formats: [...(img.parentElement.matches("picture") ? img.parentElement.querySelectorAll("source") : [])]
        .filter(source => /\\d+w/.test(source.srcset) && source.sizes).map(source => source.type),
    room: img.hasAttribute("width") && img.hasAttribute("height"),
    said: img.hasAttribute("alt"),
    coloured: getComputedStyle(img).backgroundColor !== "rgba(0, 0, 0, 0)",
    waits: img.loading === "lazy" || img.getBoundingClientRect().top < innerHeight,
}))"""


def test_every_picture_is_small_for_the_screen_and_keeps_its_room(visit, demonstration):
    """Three formats in several widths, width and height, a colour until it is there; late below the fold."""
    visitor, seen = visit(width=360, height=740), {}
    for address in one_of_each_kind("en"):
        visitor.open(address)
        seen |= {(address, number): picture for number, picture in enumerate(visitor.page.evaluate(PICTURES))}
    good = {"formats": ["image/avif", "image/webp", "image/jpeg"], "room": True, "said": True, "coloured": True}
    assert {where: picture for where, picture in seen.items() if picture != {**good, "waits": True}} == {}
    assert len({address for address, _number in seen}) >= 3


FAR_DOWN = 4000
SCROLLED = "most => scrollY >= most || scrollY + innerHeight >= document.documentElement.scrollHeight - 1"
# Those that the window shows, and those a window away; what is farther waits until somebody scrolls to it.
PICTURES_ARE_THERE = """() => [...document.images].every(img => {
    const box = img.getBoundingClientRect()
    return img.complete || box.bottom < -innerHeight || box.top > 2 * innerHeight
})"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def test_nothing_moves_while_a_page_is_built(visit, demonstration):
    """Cumulative layout shift (https://web.dev/articles/cls) is 0 on every template, pictures and all."""
    visitor = visit(width=360)
    visitor.page.add_init_script(
        """new PerformanceObserver(list => { for (const entry of list.getEntries())
        if (!entry.hadRecentInput) window.shifted = (window.shifted ?? 0) + entry.value })
        .observe({type: "layout-shift", buffered: true})"""
    )
    shifted = {}
    for address in one_of_each_kind("en") + one_of_each_kind("ar"):
        visitor.open(address)
        visitor.page.evaluate(DRAWN)
        visitor.page.mouse.wheel(0, FAR_DOWN)
        visitor.page.wait_for_function(SCROLLED, arg=FAR_DOWN)
        visitor.page.wait_for_function(PICTURES_ARE_THERE)
        visitor.page.evaluate(DRAWN)
        if by := visitor.page.evaluate("window.shifted ?? 0"):
            shifted[address] = by
    assert shifted == {}


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
