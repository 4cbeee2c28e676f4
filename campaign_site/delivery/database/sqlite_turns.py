"""SQLite: who waits to write asks again each millisecond, not ever more seldom.

SQLite has one writer at a time. Its own waiting sleeps up to a tenth of a second between two questions, while
transactions take some thousandths: with eight writers the database lay idle most of the time, and the unlucky
waited a second and more.
"""

import sqlite3
import time

from django.db import OperationalError, transaction

# Then the caller hears that the database is locked.
PATIENCE_SECONDS = 20
# In this time SQLite asks, sleeps 1 ms, asks, sleeps 2 ms, asks and gives up; then it is begun anew.
ONE_ROUND = "PRAGMA busy_timeout = 3"
# For what says in a row that it was busy, and is not begun anew.
LONG_ROUND = f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}"


def take_turns(sender, connection, **kwargs) -> None:
    """Have a new connection to SQLite wait in this way (signal `connection_created`)."""
    if connection.vendor == "sqlite":
        connection.connection.execute(ONE_ROUND)
        if wait_for_turn not in connection.execute_wrappers:
            # Before all others: Django takes the last one away when a block ends that added one.
            connection.execute_wrappers.insert(0, wait_for_turn)


def wait_for_turn(execute, sql, params, many, context):
    """Run a statement, again while the database is busy. Raises OperationalError after 20 seconds of that.

    Only what stands in no transaction is run again: it has changed nothing. Inside one nothing is busy, because
    each begins as a writer (`transaction_mode`).
    """
    if many and not context["connection"].connection.in_transaction:
        # By itself each of them would stand when the next is busy.
        with transaction.atomic(using=context["connection"].alias):
            return execute(sql, params, many, context)
    began = time.monotonic()
    while True:
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if not _may_ask_again(error, context["connection"]) or time.monotonic() > began + PATIENCE_SECONDS:
                raise


def _may_ask_again(error: OperationalError, connection) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_OK)
    # Extended codes hold the plain one in their last byte (https://sqlite.org/rescode.html).
    is_busy = code & 0xFF == sqlite3.SQLITE_BUSY and code != sqlite3.SQLITE_BUSY_SNAPSHOT
    return is_busy and not connection.connection.in_transaction
