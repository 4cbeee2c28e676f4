"""The thread beside the requests: nobody waits for it, and what it loses is tried again."""

import threading

import pytest
from django.db import transaction

from campaign_site.delivery import beside, outbox
from campaign_site.delivery.models import OutboxItem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread(settings):
    settings.WORK_BESIDE = True
    yield
    beside.finish()


def test_whoever_enqueues_does_not_wait(thread):
    may_go_on = threading.Event()
    threads = []

    def slow(item):
        threads.append(threading.current_thread())
        assert may_go_on.wait(30)

    outbox.register("test slow work", slow)

    with transaction.atomic():
        outbox.enqueue("test slow work", key="a", nobody_waits=True)
    assert OutboxItem.objects.get().done_at is None
    may_go_on.set()
    beside.finish()

    assert OutboxItem.objects.get().done_at
    assert threads != [threading.current_thread()]


def test_one_piece_is_done_after_the_other(thread):
    done = []

    def note(item):
        done.append(item.reference)

    outbox.register("test ordered work", note)

    with transaction.atomic():
        for number in range(10):
            outbox.enqueue("test ordered work", key=str(number), reference=str(number), nobody_waits=True)
    beside.finish()

    assert done == [str(number) for number in range(10)]


def test_work_that_fails_is_kept_for_the_periodic_command(thread):
    def fail(item):
        raise ValueError

    outbox.register("test failing work", fail)

    with transaction.atomic():
        outbox.enqueue("test failing work", key="a", nobody_waits=True)
    beside.finish()

    item = OutboxItem.objects.get()
    assert (item.done_at, item.last_error) == (None, "ValueError")


def test_without_a_thread_it_is_done_at_once(settings):
    done = []
    settings.WORK_BESIDE = False

    beside.later(done.append, 1)

    assert done == [1]
