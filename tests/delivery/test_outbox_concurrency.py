"""Two processes that scan the outbox at the same moment."""

import threading

import pytest
from django.db import connection

from campaign_site.delivery import outbox
from campaign_site.delivery.models import OutboxItem


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_do_each_piece_of_work_once():
    done = []
    lock = threading.Lock()
    barrier = threading.Barrier(4)

    def count(item):
        with lock:
            done.append(item.reference)

    outbox.register("test counted work", count)

    OutboxItem.objects.bulk_create(
        OutboxItem(kind="test counted work", key=f"key {number}", reference=str(number)) for number in range(25)
    )

    counts = []

    def scan():
        try:
            barrier.wait(10)
            counts.append(outbox.run_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(int, done)) == list(range(25))
    assert sum(counts) == 25
