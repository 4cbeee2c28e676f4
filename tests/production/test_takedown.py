"""A person's no reaches every process and the edge, and the proof is taken through the edge."""

import subprocess
import sys
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest

from stories.consent.choices import Surface
from stories.consent.models import Takedown
from tests.factories.stories import StoryFactory
from tests.production import engines
from tests.production.conftest import database_address
from tests.production.doors import Door
from tests.site.tree import ROOT

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

HEADLINE = "The quillwort kitchen"
TOKEN = "only the edge and the site know this"


def _read_until(edge: Door, paths: list[str], stop: Event) -> None:
    """Read without a pause, as many do, so that the edge has a copy whenever it may."""
    while not stop.is_set():
        for path in paths:
            edge.ask(path, Accept_Encoding="br")


def test_a_withdrawal_through_one_process_is_gone_from_the_other_and_from_the_edge(
    start, installation, redis, tmp_path
):
    story = StoryFactory(live=True, headline=HEADLINE)
    path, ledger = story.get_url_parts()[2], str(tmp_path / "withdrawals.ledger")
    with (
        start(CACHE_URL=redis, WITHDRAWAL_LEDGER=ledger) as one,
        start(CACHE_URL=redis, WITHDRAWAL_LEDGER=ledger) as two,
        engines.varnish(urlsplit(one.address).port, token=TOKEN) as edge,
    ):
        doors = [one, two, Door(edge)]
        for door in doors:
            assert door.ask(path).status == 200
            assert HEADLINE.encode() in door.ask("/en/stories/").body

        stop = Event()
        reader = Thread(target=_read_until, args=(Door(edge), [path, "/en/stories/"], stop))
        reader.start()
        edge_known = {"PUBLIC_HOST_AT": edge, "EDGE_PURGE_URL": edge, "EDGE_PURGE_TOKEN": TOKEN}
        variables = {"DATABASE_URL": database_address(), "CACHE_URL": redis, "WITHDRAWAL_LEDGER": ledger}
        asked = subprocess.run(
            [sys.executable, "manage.py", "takedown", story.contributor.code, "--yes", "--asked-by", "person"],
            cwd=ROOT, env={**installation, **variables, **edge_known}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        stop.set()
        reader.join()

        assert asked.returncode == 0, asked.stderr
        for door in doors:
            assert door.ask(path).status == 404
            assert HEADLINE.encode() not in door.ask("/en/stories/").body
    takedown = Takedown.objects.get()
    assert takedown.verified_at, asked.stdout
    assert set(takedown.checks.values_list("round", flat=True)) == {0, 1}, (
        "proven at the first look, not at a later one"
    )
    assert "verified after" in asked.stdout
    at_the_edge = takedown.checks.filter(surface=Surface.EDGE)
    assert at_the_edge and not any(check.found or not check.is_reached for check in at_the_edge)
    assert HEADLINE not in asked.stdout + asked.stderr
