"""What each of many processes does that write at once; a process that has imported this has Django set up."""

import django
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F

if not apps.ready:
    django.setup()


def write(database: str, pk: int, transactions: int, begin, refused) -> None:
    """Read and write in each of many transactions of this database. What is refused goes into the queue."""
    items = apps.get_model("delivery", "OutboxItem").objects.filter(pk=pk)
    connection.settings_dict["NAME"] = database
    try:
        begin.wait(60)
        for _number in range(transactions):
            with transaction.atomic():
                assert items.exists()
                items.update(attempts=F("attempts") + 1)
    except Exception as error:
        refused.put(repr(error))
    finally:
        connection.close()
