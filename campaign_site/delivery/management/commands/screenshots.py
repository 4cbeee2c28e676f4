"""Takes the pictures of `docs/screenshots/`: five public pages; phone and desk, English and Arabic.

They are taken from a running site, so that they show what is really served. Playwright is a dependency of the
tests, not of the site: it is imported only here, and the system's own Chromium does the work.
"""

import shutil
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

LANGUAGES = ("en", "ar")
SIZES = {360: 740, 1280: 900}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Enough colours for text and flat shapes; a quarter of the size.
COLOURS = 128


class Command(BaseCommand):
    """`manage.py screenshots --address http://127.0.0.1:8000`."""

    help = "Takes pictures of the home page, a story, a programme, the pledge form, and the totals."

    def add_arguments(self, parser):
        """Take the address of the running site and the folder to write to."""
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the site is running")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs" / "screenshots")

    def handle(self, *args, address, folder, **options):
        """Write one PNG for each page, language and width; prints what was written."""
        folder.mkdir(parents=True, exist_ok=True)
        with chromium(address) as browser:
            for language in LANGUAGES:
                for width, height in SIZES.items():
                    page = browser.new_page(viewport={"width": width, "height": height})
                    self._take(page, address.rstrip("/"), language, folder, width)

    def _take(self, page, address, language, folder, width):
        for name, path in (
            ("home", ""),
            ("story", "stories/"),
            ("programme", "programmes/"),
            ("pledge", "pledge/"),
            ("transparency", "transparency/"),
        ):
            response = page.goto(f"{address}/{language}/{path}")
            if response.status != 200:
                raise CommandError(f"{response.url} answered {response.status}.")
            if name in ("story", "programme"):
                first = page.locator("main .card-title a").first
                if not first.count():
                    raise CommandError(f"No {name} at {response.url}: load the demonstration content first.")
                page.goto(address + first.get_attribute("href"))
            target = folder / f"{name}-{language}-{width}.png"
            page.screenshot(path=target)
            shrink(target)
            self.stdout.write(f"{target.name}  {target.stat().st_size // 1024} KB")


@contextmanager
def chromium(address: str):
    """The system's own Chromium, through Playwright. Raises CommandError without one, or when `address` fails."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise CommandError("Playwright is not installed: pip install -r requirements-test.lock") from error
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise CommandError("No Chromium found on this system.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        try:
            yield browser
        except Error as error:
            raise CommandError(f"{address} could not be pictured: {error.message.splitlines()[0]}") from error
        finally:
            browser.close()


def shrink(path: Path) -> None:
    """Store a picture with few colours: pictures of flat pages look the same and weigh a quarter."""
    from PIL import Image

    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
