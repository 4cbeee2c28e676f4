"""What editors can ask the admin for: every address at which `docs/addresses.txt` lets somebody in."""

from collections import defaultdict

from django.conf import settings
from django.test import Client

from campaign_site.accounts.role_table import PROTECTION_OFFICER
from tests.accounts.matrix import Asked, World, routes
from tests.factories.accounts import UserFactory
from tests.naughty.wire import Request
from tests.site.tree import ROOT

TABLE = ROOT / "docs/addresses.txt"
# A superuser gets into most; what is closed to superusers is the desk's.
EMERGENCY, OFFICER = "S", "O"


def editors_requests() -> dict[str, list[Request]]:
    """Make one of everything and sign two people in; return their requests by the first word of the address."""
    world, rights = World(), _rights()
    officer, emergency = UserFactory(role=PROTECTION_OFFICER), UserFactory(is_superuser=True)
    cookies = {EMERGENCY: _signed_in(emergency), OFFICER: _signed_in(officer)}
    found = defaultdict(list)
    for route in routes():
        for asked in world.asked(route):
            letters = rights.get(_words(asked), "")
            if who := next((letter for letter in cookies if letter in letters), ""):
                found[route.split("/")[2]].append(Request(asked.address.encode(), cookie=cookies[who]))
    return dict(found)


def _rights() -> dict[str, str]:
    """Return who may read, by route and what it is asked for."""
    rows = [line.split() for line in TABLE.read_text().splitlines() if "/admin/" in line and line[0] != "#"]
    return {" ".join(row[2:]): row[0] for row in rows if row[0] != "everybody"}


def _words(asked: Asked) -> str:
    return f"{asked.route} {asked.what}".strip()


def _signed_in(user) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
