"""What a new database holds, kept aside, so that each transactional test begins with exactly that.

Emptying a table and loading fixtures anew is neither exact nor fast: signals answer, sequences move on, and
append-only tables refuse. Here whole tables are copied, by the database itself.
"""

import sqlite3

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from campaign_site.delivery import triggers


class Pristine:
    """A copy of the database of this test process as it is now; `restore()` brings all of it back.

    `schema` is where PostgreSQL keeps it: two copies at a time need two.
    """

    def __init__(self, schema: str = "pristine"):
        self.schema = schema
        self.copy = _keep_sqlite() if connection.vendor == "sqlite" else _keep_postgresql(schema)

    def restore(self) -> None:
        """Make the database equal to the copy, triggers included."""
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            self.copy.backup(connection.connection)
        else:
            _restore_postgresql(self.copy, self.schema)
            triggers.install()
        ContentType.objects.clear_cache()


def _keep_sqlite() -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def _keep_postgresql(schema: str) -> list[str]:
    tables = connection.introspection.table_names()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
        for table in tables:
            cursor.execute(f'CREATE TABLE {schema}."{table}" AS TABLE public."{table}"')
    return tables


def _restore_postgresql(tables: list[str], schema: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither our triggers nor the foreign keys' are asked while tables are filled in any order.
        cursor.execute("SET LOCAL session_replication_role = replica")
        # A deleted row costs less than a truncated table: most of these tables are small or empty.
        for table in tables:
            cursor.execute(f'DELETE FROM public."{table}"')
            columns = ", ".join(f'"{name}"' for name in _written_columns(cursor, table))
            cursor.execute(f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM {schema}."{table}"')
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''"
        )
        for table, column in cursor.fetchall():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), "
                f'COALESCE(MAX("{column}"), 0) + 1, false) FROM public."{table}"'
            )


def _written_columns(cursor, table: str) -> list[str]:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = ''",
        [f'public."{table}"'],
    )
    return [name for (name,) in cursor.fetchall()]
