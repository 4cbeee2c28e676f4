"""What a person took back stays taken back, though the server is killed (`kill -9`) at the worst moment."""

import fcntl
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from campaign_site.delivery.jobs import periodic
from campaign_site.delivery.models import OutboxItem
from stories.consent import codes, ledger_file
from stories.consent.models import Takedown
from stories.takedown import VERIFY
from tests.donations.mortal_server import MortalServer
from tests.factories.stories import StoryFactory
from tests.production import engines
from tests.production.conftest import database_address
from tests.production.doors import Door
from tests.production.visitors import Person

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN, GONE = (200, 200, True), (404, 200, False)


@pytest.fixture
def story():
    return StoryFactory(live=True, headline="The tern came back")


@pytest.fixture
def digits(story):
    return codes.issue(story.contributor, None)


@pytest.fixture
def server(story, digits):
    connection.close()
    environment = {
        "DJANGO_SETTINGS_MODULE": "campaign_site.settings.test",
        "DATABASE_URL": database_address(),
        "VAR_DIR": str(settings.VAR_DIR),
        "WITHDRAWAL_LEDGER": str(settings.WITHDRAWAL_LEDGER),
    }
    with MortalServer(workers=1, **environment) as server:
        yield server


def shown_by(server, story) -> tuple[int, int, bool]:
    """Return the status of the story's page and of the list, and whether the list names it."""
    door = Door(server.address, {})
    listed = door.ask("/en/stories/")
    return door.ask(story.get_url_parts()[2]).status, listed.status, b"The tern came back" in listed.body


def test_who_read_that_it_is_done_stays_hidden_though_the_server_is_killed_right_then(server, story, digits):
    assert shown_by(server, story) == SHOWN
    page = Person(Door(server.address, {})).hide(digits)
    server.kill()

    assert page.reference == Takedown.objects.get().reference
    assert len(ledger_file.read().lines) == 1, "the file outside knew it before the person did"
    server.start()
    assert shown_by(server, story) == GONE


def test_a_kill_between_the_commit_and_all_that_follows_it_loses_neither(server, story, digits):
    person = Person(Door(server.address, {}))
    with ledger_file.locked() as held, ThreadPoolExecutor(1) as pool:
        # Whoever follows up waits for the file, which is held here.
        answer = pool.submit(person.hide, digits)
        engines.wait_for(Takedown.objects.exists)
        server.kill()
        assert isinstance(answer.exception(), OSError), "nobody told them that it was done"
        fcntl.flock(held, fcntl.LOCK_UN)

    assert not ledger_file.read().lines
    assert list(OutboxItem.objects.filter(kind=VERIFY).values_list("done_at", "attempts")) == [(None, 0)]
    server.start()
    assert shown_by(server, story) == GONE
    assert None not in periodic.run_all().values()
    assert len(ledger_file.read().lines) == 1
    assert OutboxItem.objects.get(kind=VERIFY).attempts == 1
