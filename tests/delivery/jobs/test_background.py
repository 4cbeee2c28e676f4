"""Threads beside the requests: nobody waits for them, mail keeps up nothing, what they lose is tried again."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.db import transaction

from campaign_site.delivery import mail
from campaign_site.delivery.jobs import background, outbox
from campaign_site.delivery.jobs.background import Lane
from campaign_site.delivery.models import OutboxItem
from tests.delivery.monitoring.json_lines import written_to

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def threads(settings):
    settings.WORK_IN_BACKGROUND = True
    yield
    background.finish()


def test_whoever_enqueues_does_not_wait(threads, does):
    may_go_on = threading.Event()
    at_work = []

    def slow(item):
        at_work.append(threading.current_thread())
        assert may_go_on.wait(30)

    does("test slow work", slow)

    with transaction.atomic():
        outbox.enqueue("test slow work", key="a", nobody_waits=True)
    assert OutboxItem.objects.get().done_at is None
    may_go_on.set()
    background.finish()

    assert OutboxItem.objects.get().done_at
    assert at_work != [threading.current_thread()]


def test_what_waits_for_mail_keeps_nothing_else_waiting(threads, does):
    may_go_on = threading.Event()
    done = []
    does("test mail", lambda item: may_go_on.wait(30) and done.append("mail"), lane=Lane.MAIL)
    does("test work", lambda item: done.append("work"))

    with transaction.atomic():
        outbox.enqueue("test mail", key="a", nobody_waits=True)
        outbox.enqueue("test work", key="b", nobody_waits=True)
    background.finish(Lane.OTHER)
    assert done == ["work"]

    may_go_on.set()
    background.finish()
    assert done == ["work", "mail"]


def test_one_piece_is_done_after_the_other(threads, does):
    done = []

    def note(item):
        done.append(item.reference)

    does("test ordered work", note)

    with transaction.atomic():
        for number in range(10):
            outbox.enqueue("test ordered work", key=str(number), reference=str(number), nobody_waits=True)
    background.finish()

    assert done == [str(number) for number in range(10)]


def test_whoever_waits_for_the_end_waits_for_what_is_added_meanwhile_and_by_others(threads):
    done = []

    def add_one(number):
        done.append(number)
        if number:
            background.later(add_one, number - 1, lane=Lane.MAIL if number % 2 else Lane.OTHER)

    adding = [threading.Thread(target=background.later, args=(add_one, 9)) for _ in range(20)]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    background.finish()

    assert len(done) == 200


def test_work_that_fails_is_kept_for_the_periodic_command(threads, does):
    def fail(item):
        raise ValueError

    does("test failing work", fail)

    with transaction.atomic():
        outbox.enqueue("test failing work", key="a", nobody_waits=True)
    background.finish()

    item = OutboxItem.objects.get()
    assert (item.done_at, item.last_error) == (None, "ValueError")


def test_what_waits_when_its_server_is_away_is_left_to_the_periodic_command(threads, does):
    all_wait = threading.Event()
    asked = []

    def ask(item):
        assert all_wait.wait(30)
        asked.append(item.key)
        raise outbox.Away from TimeoutError()

    does("test away", ask)
    for number in range(25):
        with transaction.atomic():
            outbox.enqueue("test away", key=str(number), nobody_waits=True)
    all_wait.set()
    background.finish()

    assert asked == ["0"]
    assert OutboxItem.objects.due().count() == 24


def test_a_run_of_tick_does_not_wait_until_all_is_sent_that_its_jobs_have_written(threads, does, monkeypatch):
    may_go_on = threading.Event()
    sent = []
    does(mail.KIND, lambda item: may_go_on.wait(30) and sent.append(item.key), lane=Lane.MAIL)
    monkeypatch.setattr(mail, "LONGEST_RUN", timedelta(0))
    for number in range(25):
        with transaction.atomic():
            mail.send_later("new_password", to="a@example.org", key=str(number), language="en")

    assert mail.send_due() == 0
    may_go_on.set()
    background.finish()

    assert 0 < len(sent) <= outbox.AT_ONCE
    assert OutboxItem.objects.due().count() == 25 - len(sent)


def test_an_error_is_logged_by_kind_and_place_and_the_log_tells_nobody_of_whom(threads, monkeypatch):
    def fail(email):
        raise ValueError(email)

    stream = StringIO()
    monkeypatch.setattr(background.logger, "handlers", [written_to(stream)])
    background.later(fail, "amina@example.org")
    background.finish()

    assert '"ValueError"' in stream.getvalue() and "test_background.py" in stream.getvalue()
    assert "amina" not in stream.getvalue()


def test_without_a_thread_it_is_done_at_once(settings):
    done = []
    settings.WORK_IN_BACKGROUND = False

    background.later(done.append, 1)

    assert done == [1]
