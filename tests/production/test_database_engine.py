"""PostgreSQL under a running site: connections are cut, the whole database goes away, and comes back."""

import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection

from campaign_site.delivery.backup import database_copy
from donations.models import Pledge
from tests.donations.stubborn_clients import Supporters
from tests.factories.donations import ProgrammePageFactory
from tests.factories.pages import HelpPageFactory, SafetyPageFactory
from tests.factories.stories import StoryFactory
from tests.production import engines
from tests.production.doors import HOST

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

REQUESTS, KILLS = 50, 10
# Whoever has no need of the database waits for nobody who has.
AT_ONCE_SECONDS = 3.0
# After its return the site finds its database again.
BACK_SECONDS = 10.0
CUT_OFF = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def test_no_request_fails_though_connections_to_the_database_are_killed(start):
    with start() as door:
        killed, answers, waited = [], [], []
        for number in range(REQUESTS):
            if is_after_kill := number % (REQUESTS // KILLS) == 0:
                with connection.cursor() as cursor:
                    killed.append(cursor.execute(CUT_OFF).fetchone()[0])
            answer, seconds = timed(door.ask, f"/en/search/?q=word{number}")
            answers.append(answer.status)
            waited += [seconds] if is_after_kill else []
    assert len(killed) == len(waited) == KILLS and all(killed), "each time there was somebody to cut off"
    assert answers == [200] * REQUESTS
    # The pool by itself pauses for a second between its dead connections. The half of all, for a busy machine.
    assert statistics.median(waited) < 1


@contextmanager
def copied():
    """A PostgreSQL of its own that holds what this test's database holds; yields DATABASE_URL and the program."""
    with engines.postgresql_program() as (address, program), engines.folder() as place:
        database_copy.dump(place)
        name = place / database_copy.FILE_NAMES["postgresql"]
        pg_restore = engines.binary("pg_restore", "usr/lib/postgresql/*/bin")
        subprocess.run([pg_restore, "--no-owner", f"--dbname={address}", name], check=True)
        yield address, program


def test_without_the_database_help_stays_all_others_say_what_is_the_matter_and_it_comes_back_by_itself(start):
    story, programme = StoryFactory(live=True), ProgrammePageFactory()
    help_page, safety_page = HelpPageFactory(), SafetyPageFactory()
    path = story.get_url_parts()[2]
    with copied() as (address, database), start(DATABASE_URL=address) as door:
        supporters = Supporters(door.address, programme.slug, door.defaults)
        assert door.ask(path).status == 200
        made, waits = supporters.checked(1), supporters.checked(2)
        supporters.make(1, made)

        database.stop()

        # For a second a process trusts what it knows.
        engines.wait_for(lambda: door.ask(path).status != 200)
        refused = door.ask(path)
        assert (refused.status, refused.headers["cache-control"]) == (503, "no-store")
        assert int(refused.headers["retry-after"]) > 0
        assert b"We cannot reach our records just now" in refused.body and b"/en/help/" in refused.body
        with ThreadPoolExecutor(6) as visitors:
            others = [visitors.submit(door.ask, "/en/search/?q=word") for _ in range(12)]
            for page in (help_page, safety_page):
                # Nobody has asked this process for them before.
                answer, seconds = timed(door.ask, page.get_url_parts()[2])
                assert answer.status == 200 and page.title.encode() in answer.body
                assert seconds < AT_ONCE_SECONDS
            answer, seconds = timed(door.ask, "/healthz")
            assert (answer.status, seconds < AT_ONCE_SECONDS) == (200, True)
            assert {other.result().status for other in others} == {503}
        assert b'"database": false' in door.ask("/readyz").body
        assert supporters._ask(2, "POST", "/en/pledge/check/", waits).status == 503
        note = door.ask("/note/", "POST", b"digits=1234567812345678", Sec_Fetch_Site="same-origin")
        assert note.status == 503 and HOST.encode() not in note.body and b"This did not work" in note.body

        database.start()

        began = time.monotonic()
        engines.wait_for(lambda: door.ask(path).status == 200)
        assert time.monotonic() - began < BACK_SECONDS
        assert door.ask("/readyz").status == 200
        supporters.make(2, waits)
        supporters.make(1, made)
        count = subprocess.run(
            [engines.binary("psql", "usr/lib/postgresql/*/bin"), address, "-Atc",
             f"SELECT count(*) FROM {Pledge._meta.db_table}"], capture_output=True, check=True,
        )  # fmt: skip
    assert count.stdout.strip() == b"2", "what was acknowledged is there, and once"


def timed(act, *arguments):
    """Return what it returns, and the seconds that it took."""
    began = time.monotonic()
    return act(*arguments), time.monotonic() - began
