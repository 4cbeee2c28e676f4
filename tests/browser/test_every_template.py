"""Each public template in a real browser: axe finds nothing, nothing scrolls sideways, nobody else is asked."""

import pytest

from tests.browser import accessible
from tests.site.demonstration import named_addresses, page_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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
    found = accessible.problems(visitor.page)
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
