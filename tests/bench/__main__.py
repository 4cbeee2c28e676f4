"""`make bench`: prints what the issue asks to be measured, with a peer's figure beside it where there is one.

A database of its own is filled with the demonstration content. Query counts and sizes are exact; CPU
milliseconds are the median of 30 requests in this process. The peer is Wagtail's bakerydemo.
"""

import gzip
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROUNDS = 30
PEERS = {"home": "43 queries, 135 ms", "story": "22 queries, 65 ms", "stories": "48 queries"}


def main() -> int:
    """Fill a database, measure, print one table. Returns 1 when a limit of the issue is passed."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        os.environ.update(VAR_DIR=folder, DJANGO_SETTINGS_MODULE="campaign_site.settings.test")
        import django

        django.setup()
        return _measure()


def _measure() -> int:
    from django.conf import settings
    from django.core.management import call_command

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("demo", stdout=sys.stderr)
    from tests.site.demonstration import page_addresses

    story = next(address for address, kind in page_addresses().items() if kind == "StoryPage")
    style = len(gzip.compress(Path(settings.BASE_DIR, "static/css/site.css").read_bytes(), 9))
    limits = {"home": ("/en/", 15), "story": (story, 12), "stories": ("/en/stories/", None),
              "press": ("/en/press/", None), "ambassadors": ("/en/ambassadors/", None)}  # fmt: skip
    write(f"{datetime.now(UTC):%Y-%m-%d}  page | queries | CPU ms | HTML + CSS, gzip, bytes | peer (bakerydemo)")
    passed = True
    for name, (address, most) in limits.items():
        queries, milliseconds, size = _page(address)
        passed &= most is None or (queries <= most and size + style <= 14 * 1024)
        write(f"{name} | {queries} | {milliseconds:.1f} | {size + style} | {PEERS.get(name, '')}")
    return 0 if passed else 1


def write(line: str) -> None:
    """Print one line of the table."""
    sys.stdout.write(line + "\n")


def _page(address: str) -> tuple[int, float, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    count = len(queries)
    assert response.status_code == 200, address
    spent = []
    for _round in range(ROUNDS):
        began = time.process_time()
        client.get(address)
        spent.append((time.process_time() - began) * 1000)
    return count, statistics.median(spent), len(gzip.compress(response.content, 9))


if __name__ == "__main__":
    sys.exit(main())
