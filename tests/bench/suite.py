"""How long `make test` takes here. It takes both cores for minutes: `ONLY=` with other names leaves it out."""

import os
import subprocess
import sys
import time

from tests.bench.site import children_seconds
from tests.bench.table import Row, at_most
from tests.site.tree import ROOT

LONGEST_SECONDS = 6 * 60


def measure() -> list[Row]:
    """Run `make test` once. Raises RuntimeError when a test fails: how long that took says nothing."""
    for variable in ("VAR_DIR", "DJANGO_SETTINGS_MODULE", "EMAIL_URL", "PORT"):
        del os.environ[variable]
    began = time.monotonic()
    ended = subprocess.run(["make", "test"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode
    if ended:
        raise RuntimeError(f"make test ended with {ended}")
    return [
        Row("make test, seconds", time.monotonic() - began, at_most(LONGEST_SECONDS)),
        Row("make test, processor's seconds on both cores", children_seconds()),
    ]
