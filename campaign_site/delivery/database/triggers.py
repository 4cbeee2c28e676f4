"""Database triggers: installed after every migration, in the words of the database at hand.

Not in migrations, because SQLite rebuilds a table to alter it and drops its triggers without a word: one
upgrade of Wagtail would take the gate away. Apps register theirs in `ready()`.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import connections


class Trigger(NamedTuple):
    """One trigger. `create` is its statement; `function` what has to be created before (PostgreSQL)."""

    name: str
    table: str
    create: str
    function: str = ""


_sources: list[Callable[[str], Iterable[Trigger]]] = []


def register(source: Callable[[str], Iterable[Trigger]]) -> None:
    """Add a function that returns the triggers for a vendor, `sqlite` or `postgresql`."""
    _sources.append(source)


def registered(vendor: str) -> list[Trigger]:
    """Return every registered trigger for the vendor."""
    return [trigger for source in _sources for trigger in source(vendor)]


def install(using: str = "default", **kwargs) -> None:
    """Create every trigger anew, as far as its table exists. Receiver of `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in _with_table(connection, cursor):
            _drop(cursor, connection.vendor, trigger)
            if trigger.function:
                cursor.execute(trigger.function)
            cursor.execute(trigger.create)


def remove(using: str = "default") -> None:
    """Drop every trigger: for emptying a test database, which append-only tables refuse."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in _with_table(connection, cursor):
            _drop(cursor, connection.vendor, trigger)


def missing(using: str = "default") -> list[str]:
    """Return the names of registered triggers that the database does not have."""
    connection = connections[using]
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return [trigger.name for trigger in registered(connection.vendor) if trigger.name not in present]


def _with_table(connection, cursor) -> list[Trigger]:
    tables = set(connection.introspection.table_names(cursor))
    return [trigger for trigger in registered(connection.vendor) if trigger.table in tables]


def _drop(cursor, vendor: str, trigger: Trigger) -> None:
    place = f" ON {trigger.table}" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{place}")
