"""The system's own Chromium, driven against a live server full of demonstration content."""

import json
import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import sync_playwright

from campaign_site.about.accessibility import MEASURED
from tests.browser import accessibility, measured
from tests.browser.chromium import ARGUMENTS, program
from tests.factories.accounts import UserFactory

# Playwright's synchronous interface runs an event loop of its own in this thread; the ORM is used beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run. A machine without one leaves these tests out (see the Makefile)."""
    found = program()
    assert found, "Chromium is not installed; `make test` leaves the browser tests out where it is missing"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def _media_through_our_own_view():
    """Django's live server would hand out files itself, without parts and without asking our view."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases._MediaFilesHandler", lambda application: application)
        yield


@pytest.fixture(scope="session", autouse=True)
def _measured(request):
    """Write what the accessibility statement says, where that was asked for and nothing was found."""
    if accessibility.SWITCH not in os.environ:
        yield
        return
    with measured.recording() as record:
        yield
    if not request.session.testsfailed:
        MEASURED.write_text(statement_of(record), "utf-8")


def statement_of(record) -> str:
    """Return the record as the file of the statement: checked is what was looked at in every language and look."""
    looks = sorted(set().union(*record.looked_at.values()))
    checked = sorted(name for name, seen in record.looked_at.items() if seen == set(looks))
    found = {
        "on": timezone.localdate().isoformat(),
        "tool": f"axe-core {record.version}",
        "command": accessibility.COMMAND,
        "checks": len(checked) * len(looks),
        "languages": sorted({language for language, _width, _scheme in looks}),
        "widths": sorted({width for _language, width, _scheme in looks}),
        "schemes": sorted({scheme for _language, _width, scheme in looks}, reverse=True),
        "checked": checked,
        "unchecked": sorted(measured.page_templates() - set(checked)),
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


# A browser tells the page of each thing that the policy forbade; the page tells the console.
REPORTS = """document.addEventListener("securitypolicyviolation", (report) =>
  console.error("forbidden:", report.effectiveDirective, report.blockedURI, report.sourceFile, report.sample))"""


class Visit:
    """A page in a context of its own; `problems` are what a visitor's console and network complained of."""

    def __init__(self, context, address):
        self.address = address
        self.page = context.new_page()
        self.problems: list[str] = []
        self.page.add_init_script(REPORTS)
        self.page.on("console", lambda message: message.type == "error" and self.problems.append(message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self._note_foreign)

    def _note_foreign(self, request):
        if not request.url.startswith((self.address, "data:", "blob:", "about:")):
            self.problems.append(f"asked {request.url}")

    def open(self, path: str, *, patience: int = 20):
        """Open an address of the site and return the answer, waiting for it this many seconds."""
        return self.page.goto(self.address + path, wait_until="load", timeout=patience * 1000)


@pytest.fixture
def visit(browser, live_server):
    """`visit(width=320, dark=True, script=False)` opens a fresh context, as a new visitor has."""
    contexts = []

    def start(*, width=1280, height=900, dark=False, script=True):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Visit(context, live_server.url)

    yield start
    for context in contexts:
        context.close()


@pytest.fixture
def signed_in(visit, live_server):
    """`signed_in("Writer")` is a new person with that role, in a browser of their own, at the admin's first page.

    The session is one of the site, with a second factor shown in it; the sign-in's own screens are in
    `test_signing_in.py`.
    """

    def start(role, **look):
        user = UserFactory(role=role)
        client = Client()
        client.force_login(user)
        visitor = visit(**look)
        visitor.page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.session.session_key,
                    "domain": urlsplit(live_server.url).hostname,
                    "path": settings.SESSION_COOKIE_PATH,
                    "httpOnly": True,
                    "sameSite": settings.SESSION_COOKIE_SAMESITE,
                }
            ]
        )
        visitor.open("/admin/")
        visitor.user = user
        return visitor

    return start


@pytest.fixture
def demonstration(transactional_db, filled):
    """The demonstration content, committed."""
    filled[0].restore()
