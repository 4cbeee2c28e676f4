"""From a person's no to the proof that it is gone: on the live site behind Varnish, while others read it."""

import os
import statistics
import sys
import time
from contextlib import ExitStack

from django.conf import settings
from django.utils.crypto import get_random_string

from campaign_site.delivery.jobs import background
from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import Contributor, Takedown
from stories.desk import report
from stories.surfaces import web
from stories.takedown import take_down
from stories.traces import address, pages_of
from tests.bench.readers import reading
from tests.bench.site import fill
from tests.bench.table import NotMeasured, Row, at_least, exactly, say
from tests.production import engines
from tests.site.demonstration import page_addresses
from tests.site.tree import ROOT

READERS, SECONDS_A_PAGE = 50, 4.0
PROMISED_SECONDS = 5
# For so long any process may trust what it knew (delivery.md); the edge is purged in less.
TRUSTED_SECONDS = 1
CIRCUMSTANCES = f"{READERS} readers, a page every {SECONDS_A_PAGE:.0f} s each, Varnish in front"


def measure() -> list[Row]:
    """Take every person of the demonstration down, one after the other, and look how long each took."""
    fill()
    people = Contributor.objects.filter(stories__live=True).distinct().order_by("pk")
    paths = list(page_addresses())
    with ExitStack() as stack:
        try:
            _serve(stack)
        except FileNotFoundError as missing:
            raise NotMeasured(str(missing)) from missing
        answers = stack.enter_context(
            reading(settings.SITE_URL, paths, readers=READERS, seconds_a_page=SECONDS_A_PAGE)
        )
        time.sleep(SECONDS_A_PAGE)
        still_there = [_take_down(person) for person in list(people)]
        rows = _rows(*map(sum, zip(*still_there, strict=True)))
        stack.close()
    broken = sum(count for kind, count in answers.items() if kind == "none" or kind.startswith("5"))
    return [*rows, Row(f"answers that readers did not get, of {sum(answers.values()):,}", broken, exactly(0))]


def _serve(stack: ExitStack) -> None:
    """Start the application as `make run` does, and Varnish at the public address, which takes our purges."""
    port, secret = engines.free_port(), get_random_string(40)
    settings.EDGE_PURGE_URLS, settings.EDGE_PURGE_TOKEN = [settings.SITE_URL], secret
    os.environ.update(EDGE_PURGE_URL=settings.SITE_URL, EDGE_PURGE_TOKEN=secret)
    serving = engines.running(
        engines.granian(port), lambda: engines.listens(port), cwd=ROOT, env=os.environ, stdout=sys.stderr
    )
    stack.enter_context(serving)
    stack.enter_context(engines.varnish(port, at=int(os.environ["PORT"]), token=secret))
    engines.wait_for(lambda: web.public_host().ask(["/en/"])["/en/"].status == 200)


def _take_down(person: Contributor) -> tuple[int, int]:
    """Take one person down; return how many pages the edge still answered for right after, and a second later."""
    paths = [address(page) for page in pages_of(person)]
    takedown = take_down(person, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    right_after = _still_there(paths)
    time.sleep(TRUSTED_SECONDS)
    a_second_later = _still_there(paths)
    background.finish()
    takedown.refresh_from_db()
    left = [check.place for check in takedown.checks.filter(round=1).filter(report.LEFT)]
    say(f"{takedown}: {'verified' if takedown.verified_at else f'left: {left}'}")
    return right_after, a_second_later


def _still_there(paths: list[str]) -> int:
    return sum(answer.status not in web.GONE for answer in web.public_host().ask(paths).values())


def _rows(right_after: int, a_second_later: int) -> list[Row]:
    done = list(Takedown.objects.all())
    verified = [(one.verified_at - one.asked_at).total_seconds() for one in done if one.verified_at]
    within = 100 * sum(seconds <= PROMISED_SECONDS for seconds in verified) / len(done)
    hidden = [(one.hidden_at - one.asked_at).total_seconds() * 1000 for one in done]
    return [
        Row(f"take-down, {len(done)} people: % proven on every surface within 5 s, {CIRCUMSTANCES}",
            within, at_least(99)),
        Row("take-down: seconds to the proof, median", statistics.median(verified or [float("inf")])),
        Row("take-down: seconds to the proof, slowest", max(verified, default=float("inf"))),
        Row("take-down: ms until hidden, median", statistics.median(hidden)),
        Row("take-down: pages that the edge still answered for right after", right_after),
        Row("take-down: pages that it still answered for a second later", a_second_later, exactly(0)),
    ]  # fmt: skip
