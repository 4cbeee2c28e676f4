"""A database that fails on demand, so that what happens then can be watched without replacing anything."""

from contextlib import contextmanager

from django.db import connection

from campaign_site.delivery.database.trigger_sql import refuse


@contextmanager
def refusing(model, verb):
    """Have the database refuse every `INSERT`, `UPDATE` or `DELETE` on the model's table until the block ends."""
    table = model._meta.db_table
    trigger = refuse(connection.vendor, "obstacle", table, verb, "1 = 1", "an obstacle")
    with connection.cursor() as cursor:
        if trigger.function:
            cursor.execute(trigger.function)
        cursor.execute(trigger.create)
        yield
        cursor.execute(f"DROP TRIGGER obstacle{'' if connection.vendor == 'sqlite' else f' ON {table}'}")


@contextmanager
def without_table(model):
    """Have the database lack the model's table until the block ends, as before the migration that makes it."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO not_made_yet")
        try:
            yield
        finally:
            cursor.execute(f"ALTER TABLE not_made_yet RENAME TO {table}")
