"""The withdrawal ledger: written after the database, read before any story is served, and never quietly wrong."""

import logging
import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stories.consent import ledger_file, lifecycle, withdrawals
from stories.consent.choices import LedgerKind, Status
from stories.consent.envelope import new_key
from stories.consent.models import WithdrawalEntry
from stories.consent.rotation import count, rotate
from stories.models import StoryPage
from stories.takedown import withdraw
from tests.factories.stories import ConsentFactory, StoryFactory, active_consent, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return StoryFactory(live=True)


@pytest.fixture
def withdrawn(run_commits):
    """Record some withdrawals, as committed transactions do."""

    def make(count=1):
        with run_commits():
            return [withdrawals.record(LedgerKind.WITHDRAWN, uuid4()) for _number in range(count)]

    return make


def text():
    return ledger_file.path().read_bytes()


def is_public(client, story):
    """Whether the story is served; it is listed exactly when it is."""
    listed = StoryPage.objects.filter(pk=story.pk).for_public_display().exists()
    assert (client.get(story.url).status_code == 200) == listed
    assert (story.headline in client.get(story_index().url).content.decode()) == listed
    return listed


def in_file():
    return [line.position for line in ledger_file.read().lines]


def test_withdrawal_stands_in_the_database_first_and_in_the_file_after_commit(run_commits):
    consent = active_consent()

    with run_commits():
        withdraw(consent)
        assert WithdrawalEntry.objects.get().record_id == consent.record_id
        assert not ledger_file.path().exists()

    line = ledger_file.read().lines[0]
    assert (line.position, line.kind, line.record_id) == (1, "withdrawn", consent.record_id)
    assert line.hash == WithdrawalEntry.objects.get().hash
    assert ledger_file.path().stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db(transaction=True)
def test_withdrawal_that_was_undone_stands_nowhere():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        withdrawals.record(LedgerKind.WITHDRAWN, uuid4())
        raise ZeroDivisionError

    assert not ledger_file.path().exists()
    assert not WithdrawalEntry.objects.exists()


@pytest.mark.parametrize("status", [Status.REFUSED, Status.SUPERSEDED])
def test_consent_that_was_refused_or_narrowed_is_taken_back_too(status):
    consent = active_consent() if status == Status.SUPERSEDED else ConsentFactory()

    lifecycle.move(consent, status)

    assert WithdrawalEntry.objects.get().record_id == consent.record_id


def test_consent_that_ran_out_needs_no_line():
    lifecycle.move(active_consent(), Status.EXPIRED)

    assert not WithdrawalEntry.objects.exists()


def test_the_same_withdrawal_is_one_line():
    record_id = uuid4()

    first = withdrawals.record(LedgerKind.WITHDRAWN, record_id)

    assert withdrawals.record(LedgerKind.WITHDRAWN, record_id) == first
    assert withdrawals.record(LedgerKind.ERASED, record_id).position == 2


def test_each_line_follows_from_the_one_before(withdrawn):
    withdrawn(3)

    lines = ledger_file.read().lines

    assert lines[2].hash == ledger_file.line_hash(lines[1].hash, *lines[2][:-1])
    assert lines[2].hash != ledger_file.line_hash(lines[0].hash, *lines[2][:-1])


def test_asking_for_the_ledger_costs_no_query_of_its_own(client, story, withdrawn):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(story.url).status_code == 200
        return len(captured)

    queries()
    without = queries()
    withdrawn(3)

    assert queries() == without


def test_stories_are_served_while_file_and_database_agree(client, story, withdrawn):
    assert is_public(client, story)
    withdrawn(2)
    assert is_public(client, story)
    withdrawn(2)
    assert is_public(client, story)


def test_file_ahead_of_the_database_hides_every_story(client, story, withdrawn):
    with transaction.atomic():
        withdrawn(2)
        transaction.set_rollback(True)

    assert in_file() == [1, 2]
    assert not is_public(client, story)
    assert withdrawals.keep_file() == 0
    assert client.get("/readyz").json()["withdrawals"] is False


@pytest.mark.parametrize("content", [None, b""])
def test_missing_file_is_written_anew_and_hides_nothing(client, story, withdrawn, content):
    withdrawn(3)
    before = text()
    ledger_file.path().unlink()
    if content is not None:
        ledger_file.path().write_bytes(content)

    assert is_public(client, story)
    assert withdrawals.keep_file() == 3
    assert text() == before


def test_second_machine_gets_a_full_copy(settings, withdrawn):
    withdrawn(2)
    first = text()
    settings.WITHDRAWAL_LEDGER = settings.WITHDRAWAL_LEDGER.with_suffix("") / "second.ledger"

    assert withdrawals.keep_file() == 2
    assert withdrawals.keep_file() == 0
    assert text() == first


def cut(lines, number):
    return [*lines[: number - 1], *lines[number:]]


def forge(line):
    """Return the line of somebody who knows how lines are made, and has no key."""
    row = ledger_file._sign(line, *next(iter(ledger_file._keys().items())))
    return row[:-65] + b"0" * 64 + b"\n"


DAMAGE = {
    "a line in the middle is gone": lambda lines: cut(lines, 2),
    "the first line is gone": lambda lines: cut(lines, 1),
    "two lines changed places": lambda lines: [lines[1], lines[0], lines[2]],
    "a line stands twice": lambda lines: [*lines, lines[2]],
    "an empty line": lambda lines: [lines[0], b"\n", *lines[1:]],
    "bytes that are no text": lambda lines: [*lines, b"\xff\xfe\x00\n"],
    "a signature that is no text": lambda lines: [lines[0].rsplit(b" ", 1)[0] + " é\n".encode(), *lines[1:]],
    "half a line of nobody": lambda lines: [*lines, b"4 withdrawn"],
    "an end of line is gone": lambda lines: [lines[0][:-1], *lines[1:]],
    "another kind": lambda lines: [lines[0].replace(b"withdrawn", b"erased"), *lines[1:]],
    "another record": lambda lines: [lines[0].replace(lines[0].split()[2], str(uuid4()).encode()), *lines[1:]],
    "another time": lambda lines: [*lines[:2], lines[2].replace(b"+00:00", b"+01:00")],
    "another key": lambda lines: [*lines[:2], lines[2].replace(lines[2].split()[5], b"00000000")],
    "a forged line": lambda lines: [
        *lines,
        forge(ledger_file.Line(4, "withdrawn", uuid4(), datetime(2026, 1, 1, tzinfo=UTC), "0" * 64)),
    ],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damaged_file_hides_every_story_and_says_so(client, story, withdrawn, caplog, damage):
    withdrawn(3)
    damaged = b"".join(damage(text().splitlines(keepends=True)))
    ledger_file.path().write_bytes(damaged)

    with caplog.at_level(logging.ERROR):
        assert not is_public(client, story)

    response = client.get("/readyz")
    assert (response.status_code, response.json()["withdrawals"]) == (503, False)
    assert len([record for record in caplog.records if "ledger is damaged" in record.message]) == 1
    assert withdrawals.keep_file() == 0
    assert text() == damaged


def test_file_that_may_not_be_read_hides_every_story(client, story, settings):
    settings.WITHDRAWAL_LEDGER = settings.WITHDRAWAL_LEDGER.parent

    assert not is_public(client, story)


@pytest.mark.parametrize("length", [1, 20, 150, -1])
def test_line_that_a_crash_cut_off_is_completed(client, story, withdrawn, length):
    withdrawn(3)
    whole = text()
    lines = whole.splitlines(keepends=True)
    ledger_file.path().write_bytes(lines[0] + lines[1] + lines[2][:length])
    assert not is_public(client, story)

    assert withdrawals.keep_file() == 1

    assert text() == whole
    assert is_public(client, story)


def test_line_that_a_crash_cut_off_is_not_dropped_by_an_older_database(client, story, withdrawn):
    withdrawn(1)
    with transaction.atomic():
        withdrawn(1)
        transaction.set_rollback(True)
    ledger_file.path().write_bytes(text()[:-30])

    assert withdrawals.keep_file() == 0
    assert not is_public(client, story)


def test_new_master_key_signs_the_file_anew_and_the_old_one_can_go(client, story, settings, withdrawn):
    withdrawn(3)
    old, new = settings.VAULT_KEYS, [new_key()]
    signed_before = text()

    settings.VAULT_KEYS = [*new, *old]
    withdrawn(1)
    assert withdrawals.resign() == 0, "the withdrawal itself signed all of it"
    settings.VAULT_KEYS = new

    assert is_public(client, story)
    assert in_file() == [1, 2, 3, 4]
    assert set(signed_before.splitlines()).isdisjoint(text().splitlines())


def test_key_that_went_before_the_file_was_signed_anew_hides_every_story(client, story, settings, withdrawn):
    withdrawn(3)
    old, new = settings.VAULT_KEYS, [new_key()]
    settings.VAULT_KEYS = new
    ledger_file._ends.clear()
    assert not is_public(client, story)

    settings.VAULT_KEYS = [*new, *old]
    ledger_file._ends.clear()

    assert withdrawals.resign() == 3
    assert is_public(client, story)


def test_changing_the_master_key_signs_the_ledger_too(settings, withdrawn):
    withdrawn(2)
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]
    before = text()

    assert count(rotate(dry_run=True)) == {"rotated": 1}
    assert text() == before
    assert count(rotate()) == {"rotated": 1}
    assert count(rotate()) == {"current": 1}
    settings.VAULT_KEYS = settings.VAULT_KEYS[:1]
    assert ledger_file.read().is_whole


@pytest.mark.parametrize("reason", ["damaged", "ahead of the database"])
def test_old_key_is_kept_while_the_ledger_cannot_be_signed_anew(settings, withdrawn, reason):
    with transaction.atomic():
        withdrawn(2)
        transaction.set_rollback(reason != "damaged")
    if reason == "damaged":
        ledger_file.path().write_bytes(text()[1:])
    settings.VAULT_KEYS = [new_key(), *settings.VAULT_KEYS]

    assert count(rotate()) == {"unreadable": 1}


@pytest.mark.django_db(transaction=True)
def test_withdrawals_at_once_make_one_gapless_ledger_and_the_same_file():
    failures = []
    barrier = threading.Barrier(6)

    def work(number):
        try:
            barrier.wait(30)
            for step in range(8):
                if step == 5:
                    with pytest.raises(ZeroDivisionError), transaction.atomic():
                        withdrawals.record(LedgerKind.WITHDRAWN, uuid4())
                        raise ZeroDivisionError
                withdrawals.record(LedgerKind.WITHDRAWN, uuid4())
                withdrawals.keep_file()
        except (DatabaseError, AssertionError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert failures == []
    rows = list(WithdrawalEntry.objects.values_list("position", "hash"))
    assert [position for position, _hash in rows] == list(range(1, 49))
    contents = ledger_file.read()
    assert contents.is_whole
    assert [(line.position, line.hash) for line in contents.lines] == rows
