"""The outbox: nothing is lost, nothing is done twice, and nothing is kept longer than needed."""

import ast
import subprocess
import sys
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign_site.delivery.database.trigger_sql import refuse
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.jobs.background import Lane
from campaign_site.delivery.models import OutboxItem
from tests.site.tree import ROOT, module_name, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(does):
    """A kind of work that notes what it was given, and fails as often as `failures` says."""

    class Work:
        done: list[str] = []
        failures = 0

    Work.done = []

    def do(item):
        if Work.failures:
            Work.failures -= 1
            raise ConnectionError("with somebody's address in it: amina@example.org")
        Work.done.append(item.reference)

    does("test work", do)

    return Work


def test_work_is_tried_at_once_after_commit_and_not_before(work, run_commits):
    with run_commits():
        outbox.enqueue("test work", key="a", reference="r1")
        assert work.done == []
    assert work.done == ["r1"]
    assert OutboxItem.objects.get(key="a").done_at is not None


@pytest.mark.django_db(transaction=True)
def test_work_of_a_cause_that_was_rolled_back_is_never_done(work):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.enqueue("test work", key="a", reference="r1")
        raise RuntimeError
    assert outbox.run_due() == 0
    assert work.done == []
    assert not OutboxItem.objects.exists()


def test_the_same_key_is_enqueued_once(work, run_commits):
    with run_commits():
        outbox.enqueue("test work", key="a", reference="first")
        outbox.enqueue("test work", key="a", reference="second")
    assert work.done == ["first"]


def test_failed_work_waits_and_is_tried_again_until_it_is_done(work, run_commits, time_machine):
    work.failures = 2
    with run_commits():
        outbox.enqueue("test work", key="a", reference="r1")
    item = OutboxItem.objects.get(key="a")
    assert (item.attempts, item.done_at, item.lease_until) == (1, None, None)
    assert outbox.run_due() == 0, "it is not due yet"
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert outbox.run_due() == 0, "it fails a second time"
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    assert outbox.run_due() == 1
    assert work.done == ["r1"]


def test_waits_grow_but_never_beyond_six_hours(work, time_machine):
    work.failures = 100
    outbox.enqueue("test work", key="a")
    waits = []
    for _round in range(16):
        outbox.run_due()
        item = OutboxItem.objects.get(key="a")
        waits.append(round((item.next_at - timezone.now()).total_seconds()))
        time_machine.move_to(item.next_at + timedelta(seconds=1), tick=False)
    assert waits[0] == 30
    assert waits[1:] == [min(2 * wait, 6 * 60 * 60) for wait in waits[:-1]]
    assert waits[-1] == 6 * 60 * 60


def test_an_error_is_noted_by_its_type_and_never_by_its_words(work, run_commits, caplog):
    work.failures = 1
    with run_commits():
        outbox.enqueue("test work", key="a")
    assert OutboxItem.objects.get(key="a").last_error == "ConnectionError"
    assert "amina" not in caplog.text


def test_unknown_kind_of_work_is_kept_for_the_version_that_knows_it(run_commits):
    with run_commits():
        outbox.enqueue("work of a later version", key="a")
    item = OutboxItem.objects.get(key="a")
    assert item.done_at is None
    assert item.last_error == "KeyError"


def test_a_killed_worker_keeps_its_row_only_as_long_as_the_lease(work, time_machine):
    outbox.enqueue("test work", key="a", reference="r1")
    OutboxItem.objects.update(lease_until=timezone.now() + outbox.LEASE)
    assert outbox.run_due() == 0
    time_machine.move_to(timezone.now() + outbox.LEASE + timedelta(seconds=1))
    assert outbox.run_due() == 1
    assert work.done == ["r1"]


def test_done_work_is_not_done_again(work):
    outbox.enqueue("test work", key="a", reference="r1")
    assert outbox.run_due() == 1
    assert outbox.run_due() == 0
    assert outbox.run("a") == 0
    assert work.done == ["r1"]


def test_what_work_carried_is_emptied_when_it_is_done_and_kept_while_it_fails(work, time_machine):
    work.failures = 1
    outbox.enqueue("test work", key="a", payload={"to": "amina@example.org"})
    outbox.run_due()
    assert OutboxItem.objects.get(key="a").payload == {"to": "amina@example.org"}
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert outbox.run_due() == 1
    assert OutboxItem.objects.get(key="a").payload == {}


def test_who_leased_much_together_and_takes_long_does_nothing_that_another_did_meanwhile(does, time_machine):
    done = []

    def slow(item):
        done.append(item.reference)
        if len(done) < 10:
            time_machine.move_to(timezone.now() + timedelta(seconds=45))
        if len(done) == 8:
            outbox.run_due()

    does("test slow work", slow)
    time_machine.move_to(timezone.now())
    for number in range(10):
        OutboxItem.objects.create(kind="test slow work", key=str(number), reference=str(number))

    outbox.run(*map(str, range(10)))

    assert sorted(done) == sorted(map(str, range(10)))


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_cannot_even_be_noted_keeps_nobody_else_waiting(work):
    """The database refuses the note, as it may when it is full."""
    work.failures = 1
    for number in "ab":
        OutboxItem.objects.create(kind="test work", key=number, reference=number)
    refused = refuse(
        connection.vendor, "test_no_note", "delivery_outboxitem", "UPDATE", "NEW.last_error <> ''", "full"
    )
    with connection.cursor() as cursor:
        for statement in filter(None, (refused.function, refused.create)):
            cursor.execute(statement)
        try:
            assert outbox.run("a", "b") == 1
        finally:
            table = " ON delivery_outboxitem" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER test_no_note{table}")
    assert work.done == ["b"]
    assert OutboxItem.objects.get(key="a").lease_until, "it waits for the end of its lease"


def test_who_fails_after_the_lease_is_over_leaves_the_next_ones_alone(does, time_machine):
    def fail_late(item):
        if item.attempts == 1:
            time_machine.move_to(timezone.now() + outbox.LEASE + timedelta(minutes=1))
            assert outbox.run_due() == 1
            raise ConnectionError

    does("test late failure", fail_late)
    time_machine.move_to(timezone.now())
    OutboxItem.objects.create(kind="test late failure", key="a")

    assert outbox.run("a") == 0

    item = OutboxItem.objects.get()
    assert item.done_at and item.last_error == ""


@pytest.fixture
def away(does):
    """A kind of work whose server is away; `asked` are the rows with which it was asked."""

    class Server:
        asked: list[str] = []

    Server.asked = []

    def ask(item):
        Server.asked.append(item.key)
        raise outbox.Away from TimeoutError()

    does("test away", ask)
    return Server


def test_of_work_whose_server_is_away_one_is_tried_and_all_else_is_done(away, work):
    for number in range(5):
        OutboxItem.objects.create(kind="test away", key=f"away {number}")
    OutboxItem.objects.create(kind="test work", key="a", reference="r1")
    assert outbox.run_due() == 1
    assert (away.asked, work.done) == (["away 0"], ["r1"])
    assert OutboxItem.objects.get(key="away 0").last_error == "TimeoutError"
    assert outbox.run_due() == 0
    assert away.asked == ["away 0", "away 1"], "the first waits longer than the others"


def test_rows_of_a_kind_that_is_away_are_not_even_leased(away, django_assert_num_queries):
    for number in range(50):
        OutboxItem.objects.create(kind="test away", key=f"away {number}")
    with django_assert_num_queries(3):
        assert outbox.run_due(Lane.OTHER) == 0


def test_what_was_leased_together_and_not_tried_is_due_as_if_nobody_had_leased_it(away):
    for number in range(3):
        OutboxItem.objects.create(kind="test away", key=f"away {number}")
    assert outbox.run("away 0", "away 1", "away 2") == 0
    assert away.asked == ["away 0"]
    assert list(OutboxItem.objects.due().values_list("key", "attempts")) == [("away 1", 0), ("away 2", 0)]


def test_a_run_that_may_take_no_longer_begins_nothing_more(work):
    OutboxItem.objects.create(kind="test work", key="a", reference="r1")
    assert outbox.run_due(seconds=0) == 0
    assert outbox.run_due(seconds=60) == 1


def test_a_row_is_kept_for_thirty_days_after_it_was_done_and_one_that_waits_for_ever(work, time_machine):
    begun = timezone.now()
    outbox.enqueue("test work", key="mail of a pledge")
    outbox.run_due()
    outbox.enqueue("work of a later version", key="waits")
    time_machine.move_to(begun + timedelta(days=29))
    assert outbox.forget() == 0
    time_machine.move_to(begun + timedelta(days=30, minutes=1))
    assert outbox.forget() == 1
    assert [item.key for item in OutboxItem.objects.all()] == ["waits"]


def test_a_key_that_somebody_asks_for_later_is_kept_as_long_as_was_said(work, monkeypatch, time_machine):
    monkeypatch.setattr(outbox, "_kept_longer", {})
    outbox.keep_longer("mail:reminder:", timedelta(days=100))
    begun = timezone.now()
    outbox.enqueue("test work", key="mail:reminder:7")
    outbox.run_due()
    time_machine.move_to(begun + timedelta(days=99))
    assert outbox.forget() == 0
    time_machine.move_to(begun + timedelta(days=101))
    assert outbox.forget() == 1


def test_a_row_that_cannot_be_is_no_work_that_vanishes():
    with pytest.raises(IntegrityError), transaction.atomic():
        outbox.enqueue(None, key="a")


def kinds_enqueued() -> set[str]:
    """Return every kind of work that the code enqueues: the constants named beside `outbox.enqueue`."""
    found: set[str] = set()
    for path in sources():
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and any(map(is_enqueuing, ast.walk(function))):
                module = import_module(module_name(path))
                names = {
                    node.id for node in ast.walk(function) if isinstance(node, ast.Name) and node.id.isupper()
                }
                kinds = {value for name in names if isinstance(value := getattr(module, name), str)}
                assert kinds, f"{path}: {function.name} names the kind of its work by a constant of the module"
                found |= kinds
    return found


def is_enqueuing(node) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "outbox.enqueue"


def test_every_kind_of_work_that_is_enqueued_has_somebody_who_does_it_in_a_fresh_process():
    ask = (
        "import django; django.setup(); from campaign_site.delivery.jobs import outbox; "
        "print(*outbox.kinds(), sep='|')"
    )
    fresh = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True)
    kinds = kinds_enqueued()
    assert len(kinds) >= 8
    assert set(fresh.stdout.strip().split("|")) == kinds


def test_work_is_registered_in_ready_and_enqueued_by_one_name():
    for path in sources():
        code = path.read_text()
        assert ("outbox.register(" in code) <= (path.name == "apps.py"), path
        assert "import enqueue" not in code, path
