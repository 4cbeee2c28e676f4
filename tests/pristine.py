"""What a new database holds, kept aside, so that each transactional test begins with exactly that.

Emptying a table and loading fixtures anew is neither exact nor fast: signals answer, sequences move on, and
append-only tables refuse. Here whole tables are copied, by the database itself.
"""

import sqlite3

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from campaign_site.delivery.database import triggers


class Pristine:
    """A copy of the database of this test process as it is now; `restore()` brings all of it back.

    `schema` is where PostgreSQL keeps it: two copies at a time need two.
    """

    def __init__(self, schema: str = "pristine"):
        self.copy = _keep_sqlite() if connection.vendor == "sqlite" else _keep_postgresql(schema)

    def restore(self) -> None:
        """Make the database equal to the copy, triggers included."""
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.copy.backup(connection.connection)
        else:
            with connection.cursor() as cursor:
                cursor.execute(self.copy)
            if triggers.missing():
                triggers.install()
        ContentType.objects.clear_cache()


def _keep_sqlite() -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def _keep_postgresql(schema: str) -> str:
    """Copy every table into the schema, and return the statements that bring all of them back at once."""
    # Neither our triggers nor the foreign keys' are asked while tables are filled in any order.
    back = ["BEGIN", "SET LOCAL session_replication_role = replica"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'CREATE TABLE {schema}."{table}" AS TABLE public."{table}"')
            columns = _written_columns(cursor, table)
            # A deleted row costs less than a truncated table: most of these tables are small or empty.
            back.append(f'DELETE FROM public."{table}"')
            back.append(f'INSERT INTO public."{table}" ({columns}) SELECT {columns} FROM {schema}."{table}"')
        cursor.execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences")
        for sequence, last_value in cursor.fetchall():
            back.append(f"SELECT setval('{sequence}', {last_value or 1}, {last_value is not None})")
    return "; ".join([*back, "COMMIT"])


def _written_columns(cursor, table: str) -> str:
    cursor.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = %s::regclass "
        "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
        [f'public."{table}"'],
    )
    return cursor.fetchone()[0]
