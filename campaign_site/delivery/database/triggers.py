"""Database triggers: installed after every migration, in the words of the database at hand.

Not in migrations, because SQLite rebuilds a table to alter it and drops its triggers without a word: one
upgrade of Wagtail would take the gate away. Apps register theirs in `ready()`.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import NamedTuple

from django.db import connections, transaction

# SQLite keeps the statement; PostgreSQL a comment of ours. Wagtail's search has triggers of its own in SQLite.
THERE = {
    "sqlite": """SELECT name, tbl_name, sql FROM sqlite_master
        WHERE type = 'trigger' AND name NOT LIKE '%indexentry_fts'""",
    "postgresql": """SELECT tgname, relname, obj_description(pg_trigger.oid, 'pg_trigger')
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace
        AND obj_description(pg_trigger.oid, 'pg_trigger') LIKE 'campaign_site %'""",
}


class Trigger(NamedTuple):
    """One trigger. `create` is its statement; `function` what has to be created before (PostgreSQL)."""

    name: str
    table: str
    create: str
    function: str = ""

    @property
    def text(self) -> str:
        """What the database shows of it once it is there: of a function only a digest, in a comment."""
        if not self.function:
            return self.create
        return f"campaign_site {sha256((self.function + self.create).encode()).hexdigest()}"


_sources: list[Callable[[str], Iterable[Trigger]]] = []


def register(source: Callable[[str], Iterable[Trigger]]) -> None:
    """Add a function that returns the triggers for a vendor, `sqlite` or `postgresql`."""
    _sources.append(source)


def registered(vendor: str) -> list[Trigger]:
    """Return every registered trigger for the vendor."""
    return [trigger for source in _sources for trigger in source(vendor)]


def install(using: str = "default", **kwargs) -> None:
    """Create every trigger that is not there as it should be, and drop those of earlier versions.

    Each in one transaction, as far as its table exists: what is as it should be is not touched. Receiver of
    `post_migrate`.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(connection, cursor)
        wanted = {trigger.name: trigger for trigger in _with_table(connection, cursor)}
        for name, (table, _text) in there.items():
            if name not in wanted:
                _drop(cursor, connection.vendor, name, table)
        for trigger in wanted.values():
            if there.get(trigger.name) != (trigger.table, trigger.text):
                _create(connection, cursor, trigger)


def make_way(using: str = "default", plan: Iterable = (), **kwargs) -> None:
    """Remove the triggers from SQLite before it alters a table. Receiver of `pre_migrate`.

    SQLite rebuilds the table, and refuses while a trigger of another one names it; nor does it drop a column that
    one names. `migrate` brings them back, also when it fails. PostgreSQL keeps its own all the while.
    """
    if plan and connections[using].vendor == "sqlite":
        remove(using)


def remove(using: str = "default") -> None:
    """Drop every trigger: for emptying a test database, which append-only tables refuse."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, (table, _text) in _there(connection, cursor).items():
            _drop(cursor, connection.vendor, name, table)


def missing(using: str = "default") -> list[str]:
    """Return the names of registered triggers that the database does not have, or not as they should be."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = _there(connection, cursor)
    return [
        trigger.name
        for trigger in registered(connection.vendor)
        if there.get(trigger.name) != (trigger.table, trigger.text)
    ]


def _there(connection, cursor) -> dict[str, tuple[str, str]]:
    """Return our triggers in the database: the table and the text of each by its name."""
    cursor.execute(THERE[connection.vendor])
    return {name: (table, text) for name, table, text in cursor.fetchall()}


def _create(connection, cursor, trigger: Trigger) -> None:
    with transaction.atomic(using=connection.alias):
        _drop(cursor, connection.vendor, trigger.name, trigger.table)
        if trigger.function:
            cursor.execute(trigger.function)
        cursor.execute(trigger.create)
        if connection.vendor == "postgresql":
            cursor.execute(f"COMMENT ON TRIGGER {trigger.name} ON {trigger.table} IS '{trigger.text}'")


def _with_table(connection, cursor) -> list[Trigger]:
    tables = set(connection.introspection.table_names(cursor))
    return [trigger for trigger in registered(connection.vendor) if trigger.table in tables]


def _drop(cursor, vendor: str, name: str, table: str) -> None:
    place = f" ON {table}" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")
