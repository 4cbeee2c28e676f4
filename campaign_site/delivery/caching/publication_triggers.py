"""Moves the publication epoch with each row of the tables that the public's pages are made from."""

from collections.abc import Iterator

from campaign_site.delivery.caching.publication import LANES, watched
from campaign_site.delivery.database.trigger_sql import ALWAYS, call, put_right
from campaign_site.delivery.database.triggers import Trigger

EPOCHS = "delivery_publicationepoch"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    make = _sqlite if vendor == "sqlite" else _postgresql
    return [trigger for table, scope in watched().items() for trigger in make(table, scope)]


def _sqlite(table: str, scope: str) -> Iterator[Trigger]:
    move = f"UPDATE {EPOCHS} SET number = number + 1 WHERE scope = '{scope}' AND lane = 0"
    for verb in ("INSERT", "UPDATE", "DELETE"):
        yield put_right(f"published_{table}_{verb.lower()}", table, verb, ALWAYS, move)


def _postgresql(table: str, scope: str) -> Iterator[Trigger]:
    # At the end of the transaction, and once in it: a lane is held for the length of a commit, and nobody who
    # holds one waits for anything else.
    yield call(
        f"published_{table}",
        table,
        "AFTER INSERT OR UPDATE OR DELETE",
        f"""IF current_setting('publication.{scope}', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
            PERFORM set_config('publication.{scope}', pg_current_xact_id()::text, true);
            UPDATE {EPOCHS} SET number = number + 1
                WHERE scope = '{scope}' AND lane = pg_backend_pid() % {LANES};
        END IF;
        RETURN NULL;""",
        function=f"publication_moves_{scope}",
        deferred=True,
    )
