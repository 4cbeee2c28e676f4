"""The edge's file agrees with the settings; what it does is asked of a running Varnish in tests/production."""

import re

from django.conf import settings

from campaign_site.checks import LEAST_TOKEN
from campaign_site.delivery.edge.purges import AGE, TOKEN
from tests.site.tree import ROOT

FILE = (ROOT / "deploy/varnish/default.vcl").read_text()


def test_it_leaves_in_an_address_what_public_views_read_and_nothing_else():
    (names,) = re.findall(r"&\(\?!\(\?:([a-z_|]+)\)=\)", FILE)
    assert set(names.split("|")) == settings.PUBLIC_QUERY


def test_it_knows_every_language():
    assert set(re.findall(r"\(([a-z]{2}(?:\|[a-z]{2})+)\)", FILE)) == {"|".join(dict(settings.LANGUAGES))}


def test_it_takes_the_secret_that_the_site_sends():
    assert f"req.http.{TOKEN} " in FILE and f"resp.http.{AGE} " in FILE
    assert f"{{{LEAST_TOKEN},}}" in FILE
