"""Addresses that leave the site are made in one place, whatever host was asked."""

import re

from campaign_site.delivery.public_address import public_address
from tests.site.tree import ROOT, sources

JOINED = re.compile(r"(?:SITE_URL|WAGTAILADMIN_BASE_URL)(?:\s*\+|\})|build_absolute_uri")


def test_an_address_is_the_public_one_and_of_ascii(settings):
    settings.SITE_URL = "https://campaign.example"
    assert public_address("/ar/قصص/?a=1") == "https://campaign.example/ar/%D9%82%D8%B5%D8%B5/?a=1"
    assert public_address("/en/%D9%82/") == "https://campaign.example/en/%D9%82/", "never escaped twice"


def test_nobody_else_joins_the_site_and_a_path():
    joining = [str(path.relative_to(ROOT)) for path in sources() if JOINED.search(path.read_text())]
    assert joining == ["campaign_site/delivery/public_address.py"]
