"""`make screenshots`: a picture of every kind of public page, to be looked at; nobody commits them.

The site is filled and served as `make run` does it, in a folder of its own that is kept for the next time. English
and Arabic, on a phone, a tablet and a desk, in the light and in the dark: `var/screenshots/`.
"""

import re
import sys
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from tests.bench.site import served
from tests.browser.chromium import ARGUMENTS, program
from tests.production.engines import free_port
from tests.site.tree import ROOT

TARGET = ROOT / "var" / "screenshots"
LANGUAGES, WIDTHS, SCHEMES = ("en", "ar"), {360: 740, 768: 1024, 1280: 900}, ("light", "dark")
# The addresses below a language that no sitemap names.
VIEWS = (
    "search/?q=a", "search/?q=nothing-of-this-kind", "stories/?exploitation=fishing", "no-such-page/", "pledge/",
    "pledge/find/", "receipts/verify/", "transparency/",
)  # fmt: skip

# What a reader would scroll to is fetched at once: the picture shows the whole page.
ALL_PICTURES = """() => Promise.all([...document.images].map(image => {
  image.loading = "eager";
  return image.decode().catch(() => {});
}))"""


def one_of_each_kind(sitemap: str, language: str) -> dict[str, str]:
    """Return name → path: of what lies below the same list the first, every page at the top, and the views."""
    paths = sorted(urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", sitemap))
    found = {}
    for path in (path for path in paths if path.startswith(f"/{language}/")):
        parts = path.strip("/").split("/")[1:]
        name = f"{parts[0]}-one" if len(parts) > 1 else (parts or ["home"])[0]
        found.setdefault(name, path)
    return found | {re.sub(r"\W+", "-", view).strip("-"): f"/{language}/{view}" for view in VIEWS}


def take(address: str, target: Path) -> int:
    """Write one PNG for each kind of page, language, width and scheme; return how many."""
    with urlopen(f"{address}/sitemap.xml", timeout=60) as response:
        sitemap = response.read().decode()
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=ARGUMENTS)
        for language, width, scheme in product(LANGUAGES, WIDTHS, SCHEMES):
            page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme)
            for name, path in one_of_each_kind(sitemap, language).items():
                page.goto(address + path)
                page.evaluate(ALL_PICTURES)
                page.screenshot(path=target / f"{name}-{language}-{width}-{scheme}.png", full_page=True)
            page.close()
            sys.stdout.write(f"{language}, {width} px, {scheme}\n")
        browser.close()
    return len(list(target.glob("*.png")))


if __name__ == "__main__":
    if program() is None:
        raise SystemExit("Chromium is not installed: there is nothing to take pictures with.")
    with served(ROOT, VAR_DIR=str(ROOT / "var" / "screenshots-site"), PORT=str(free_port())) as site:
        sys.stdout.write(f"{take(site, TARGET)} pictures in {TARGET}\n")
