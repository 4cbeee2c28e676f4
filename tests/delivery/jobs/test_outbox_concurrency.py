"""Two processes that scan the outbox at the same moment."""

import threading

import pytest

from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from tests.together import together


def run_all() -> int:
    return outbox.run(*(f"key {number}" for number in range(25)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("look", [outbox.run_due, run_all])
def test_two_runs_at_once_do_each_piece_of_work_once(look, does):
    done = []
    lock = threading.Lock()

    def count(item):
        with lock:
            done.append(item.reference)

    does("test counted work", count)

    OutboxItem.objects.bulk_create(
        OutboxItem(kind="test counted work", key=f"key {number}", reference=str(number)) for number in range(25)
    )

    counts = together(*[look] * 4)
    assert sorted(map(int, done)) == list(range(25))
    assert sum(counts) == 25
