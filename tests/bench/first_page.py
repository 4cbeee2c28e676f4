"""From a fresh clone to the first page: `git clone`, `make run`, an answer; then `make run` once more."""

import os
import subprocess
import time
from pathlib import Path

from tests.bench.site import children_seconds, served
from tests.bench.table import NotMeasured, Row, at_most, say
from tests.site.tree import ROOT

LONGEST_SECONDS = 4 * 60


def measure() -> list[Row]:
    """Clone what is committed and start it twice. pip's own cache is not used: a new machine has none."""
    if not (ROOT / ".git").exists():
        raise NotMeasured("this is no git clone")
    clone = Path(os.environ["VAR_DIR"]) / "clone"
    variables = {"VAR_DIR": str(clone / "var"), "PIP_NO_CACHE_DIR": "1"}
    del os.environ["DJANGO_SETTINGS_MODULE"]
    say("git clone, make run …")
    began, before = time.monotonic(), children_seconds()
    subprocess.run(["git", "clone", "--quiet", "--no-local", ROOT, clone], check=True)
    with served(clone, **variables):
        first = time.monotonic() - began
    spent = children_seconds() - before
    say("make run again …")
    began = time.monotonic()
    with served(clone, **variables):
        again = time.monotonic() - began
    return [
        Row("fresh clone to first page (git clone, make run), seconds", first, at_most(LONGEST_SECONDS)),
        Row("fresh clone to first page, processor's seconds of all it takes", spent),
        Row("make run the second time, seconds to the first page", again),
    ]
