"""MDN's HTTP Observatory judges the site as production serves it, by TLS: all rules hold, with the most points.

`make test-production` has npm fetch it, pinned with hashes by `tests/observatory/package-lock.json`; where npm
cannot, it is left out. It asks nobody but the site.
"""

import json
import os
import shutil
import subprocess
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.production.tls import tls_front

pytestmark = [pytest.mark.production, pytest.mark.observatory, pytest.mark.django_db(transaction=True)]

FOLDER = settings.BASE_DIR / "var/observatory"
PUBLIC, SIGN_IN = "/en/", "/admin/login/"
RULES = 10
# What no page here can have points for, and why.
BEYOND = {
    PUBLIC: {
        "cookies": "there are none",
        "subresource-integrity": "there is no script",
        "strict-transport-security": "browsers list a host only after it was handed in",
    },
    SIGN_IN: {
        "subresource-integrity": "scripts come from the page's own process",
        "strict-transport-security": "browsers list a host only after it was handed in",
    },
}


@pytest.fixture
def verdicts(start, tmp_path):
    """What the Observatory says of each page."""
    with start() as door, tls_front(urlsplit(door.address).port, tmp_path) as front:
        judged = subprocess.run(
            [shutil.which("node") or "node", "scan.js", front.host, PUBLIC, SIGN_IN],
            cwd=FOLDER, capture_output=True, text=True, timeout=120, check=True,
            env={"PATH": os.environ["PATH"], "NODE_EXTRA_CA_CERTS": str(front.certificate)},
        )  # fmt: skip
    return json.loads(judged.stdout)


def test_every_rule_of_the_observatory_holds_with_the_most_points_that_the_page_can_have(verdicts):
    for page, beyond in BEYOND.items():
        verdict = verdicts[page]
        assert verdict["passed"] == len(verdict["rules"]) == RULES
        assert verdict["grade"] == "A+"
        less = {name for name, rule in verdict["rules"].items() if rule["points"] < rule["best"]}
        assert less == set(beyond), {name: verdict["rules"][name] for name in less ^ set(beyond)}
