"""Words with no place to break, on the narrowest phone: nothing is wider than the window, in either direction."""

import pytest

from tests.browser.accessible import ACROSS
from tests.factories.press import PressReleasePageFactory
from tests.pages.longest import long_pages

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

HIDDEN = """[...document.querySelectorAll("main *, nav.breadcrumbs *")].filter(part => {
  const box = part.getBoundingClientRect();
  return box.width && (box.left < -1 || box.right > innerWidth + 1) && !part.closest(".art, .hero-art");
}).map(part => part.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_page_scrolls_sideways_whatever_its_words(visit, direction):
    addresses = long_pages()
    visitor, wide = visit(width=320), {}
    for address in addresses:
        visitor.open(address)
        visitor.page.evaluate("direction => { document.documentElement.dir = direction }", direction)
        found = visitor.page.evaluate(HIDDEN)
        if visitor.page.evaluate(ACROSS) > 0 or found:
            wide[address] = found
    assert wide == {}


def test_a_release_is_printed_without_what_only_a_screen_needs(visit):
    release = PressReleasePageFactory(complete=True)
    visitor = visit()
    visitor.open(release.url)
    visitor.page.emulate_media(media="print")
    for hidden in (".breadcrumbs", ".share", ".related", ".site-header nav", ".header-actions"):
        for part in visitor.page.locator(hidden).all():
            assert not part.is_visible(), hidden
    for shown in ("h1", "text=The body of the release.", "text=Press desk", "text=Notes to editors"):
        assert visitor.page.locator(shown).first.is_visible(), shown
