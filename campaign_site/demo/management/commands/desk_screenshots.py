"""Takes the pictures of `docs/editing.md` and `docs/pledges.md`: the desk as its people see it, in two languages,
and the receipt that a supporter gets.

From the demonstration running on this machine, whose people sign in here as `make run` tells everybody to.
"""

import os
import re
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from campaign_site.accounts.role_table import FUNDRAISING_OFFICER, PROTECTION_OFFICER, TRANSLATOR
from campaign_site.delivery.management.commands.screenshots import chromium, shrink
from campaign_site.demo import people
from campaign_site.demo.bank import statement
from campaign_site.demo.content import read
from donations.choices import LinkPurpose, PledgeStatus
from donations.links import issue_link
from donations.models import BankAccount, Pledge, Receipt
from donations.statements.choices import Cause

LANGUAGES = ("en", "ar")
TOTP_PERIOD = 30
SIZE, PAPER = {"width": 1280, "height": 900}, {"width": 720, "height": 560}
TRANSLATION = re.compile(r"/admin/translations/\d+/\w+/$")


def draw(page) -> None:
    """Draw a rectangle on the picture, as somebody would over a face."""
    box = page.locator(".cover-stage").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.up()


def look_at_statement(page) -> None:
    """Choose a statement with three payments, and look at what would be booked; none of it is."""
    account = BankAccount.objects.get(currency="EUR")
    pledge = Pledge.objects.filter(status=PledgeStatus.ACTIVE, currency=account.currency).first()
    payments = [
        {"pledge": "", "minor": 50_00, "days": 2},
        {"pledge": "", "minor": 25_00, "days": 1, "slip": True},
        {"text": "For the safe house", "payer": "A payer", "minor": 120_00, "days": 1},
    ]
    file = {"name": "statement.xml", "mimeType": "text/xml"}
    content = statement(account, "picture", payments, lambda _name: pledge)
    page.set_input_files("input[type=file]", {**file, "buffer": content})
    page.click("main form button[type=submit]")
    page.wait_for_selector("main table")


# What is done on a screen before its picture is taken.
FIRST = {"cover": draw, "take-in": look_at_statement}


class Command(BaseCommand):
    """`manage.py desk_screenshots --address http://127.0.0.1:8000`."""

    help = "Takes pictures of the editors' desk into docs/screenshots/."

    def add_arguments(self, parser):
        """Take the address of the running site and the folder to write to."""
        parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the site is running")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "docs" / "screenshots")

    def handle(self, *args, address, folder, **options):
        """Write one PNG for each screen and language; prints what was written."""
        if not people.is_local() or people.person(PROTECTION_OFFICER) is None:
            raise CommandError("The desk is pictured from the demonstration on this machine; there is none.")
        folder.mkdir(parents=True, exist_ok=True)
        # Playwright's event loop runs in this thread, and Django would take it for that of a server.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        address = address.rstrip("/")
        with chromium(address) as browser:
            for role, screens in self._people():
                page = browser.new_page(viewport=SIZE)
                self._sign_in(page, address, role)
                for language in LANGUAGES:
                    UserProfile.objects.filter(user=people.person(role)).update(preferred_language=language)
                    for name, path in screens(page, address):
                        page.goto(address + path)
                        FIRST.get(name, lambda page: None)(page)
                        self._keep(page, folder / f"desk-{name}-{language}.png")
                UserProfile.objects.filter(user=people.person(role)).update(preferred_language="")
            page = browser.new_page(viewport=PAPER)
            for language in LANGUAGES:
                page.goto(address + self._receipt(language))
                self._keep(page, folder / f"receipt-{language}.png")

    def _keep(self, page, target):
        page.screenshot(path=target)
        shrink(target)
        self.stdout.write(f"{target.name}  {target.stat().st_size // 1024} KB")

    def _receipt(self, language) -> str:
        receipt = Receipt.objects.last()
        token = issue_link(Pledge.objects.get(reference=receipt.reference), LinkPurpose.MANAGE)
        with translation.override(language):
            return reverse("receipt", args=[token, receipt.number])

    def _people(self):
        """Yield names out of `people.PEOPLE`, and what they are to open."""
        yield PROTECTION_OFFICER, self._officers
        yield TRANSLATOR, self._translators
        yield FUNDRAISING_OFFICER, self._fundraisers
        yield "Second fundraising officer", self._second_fundraisers

    def _sign_in(self, page, address, role):
        page.goto(f"{address}/admin/")
        page.fill("input[name=login]", people.address(role))
        page.fill("input[name=password]", read("people")["password"])
        page.click("main button[type=submit]")
        while time.time() % TOTP_PERIOD > TOTP_PERIOD - 5:  # a code that ends on its way opens nothing
            time.sleep(1)
        page.fill("input[name=code]", people.code())
        page.click("main button[type=submit]")
        page.wait_for_url("**/admin/")

    def _officers(self, page, address):
        yield "dashboard", "/admin/"
        yield "story", page.locator(".waiting-first a[href^='/admin/pages/']").first.get_attribute("href")
        page.goto(address + reverse("story_pictures"))
        picture = page.locator("main td a[href*='/pictures/']").first.get_attribute("href")
        yield "picture", picture
        yield "cover", f"{picture}cover/"

    def _translators(self, page, address):
        page.goto(address + reverse("translations:index"))
        links = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        yield "translation", next(link for link in links if TRANSLATION.search(link or ""))

    def _fundraisers(self, page, address):
        cases = f"{reverse('bank_payment:index')}?show=cases"
        yield "payments", cases
        page.goto(f"{address}{cases}&cause={Cause.NEAR}")
        yield "case", page.locator("main tbody a").first.get_attribute("href")
        yield "take-in", reverse("take_in_statement")
        yield "reconciliation", reverse("reconciliation:index")
        page.goto(address + reverse("pledge:index") + f"?status={PledgeStatus.ENDED}")
        yield "one-pledge", page.locator("main tbody td.title a").first.get_attribute("href")

    def _second_fundraisers(self, page, address):
        page.goto(f"{address}{reverse('bank_payment:index')}?show=proposed")
        yield "second-officer", page.locator("main tbody a").first.get_attribute("href")
