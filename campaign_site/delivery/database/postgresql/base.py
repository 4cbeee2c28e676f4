"""PostgreSQL that may be away: one thread finds that out, all others are told at once.

The pool would let each of them wait for its own connection. Then all threads wait, and nobody is left to answer
with the pages that need no database: helplines first of all. After a restart it would look at its dead connections
one after the other, with seconds in between.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

# After a connection that could not be had nobody tries for so long.
REST_SECONDS = 1.0


class Outage:
    """Whether the database was away when it was last asked, of all threads of this process."""

    def __init__(self):
        self._failed_at: float | None = None
        self._trying = threading.Lock()

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Connect in this block. Raises base.Database.OperationalError at once while it is known to be away."""
        if self._failed_at is None:
            with self._remembered():
                yield
            return
        if monotonic() < self._failed_at + REST_SECONDS or not self._trying.acquire(blocking=False):
            raise base.Database.OperationalError("The database is away.")
        try:
            with self._remembered():
                yield
        finally:
            self._trying.release()

    @contextmanager
    def _remembered(self) -> Iterator[None]:
        try:
            yield
        except base.Database.OperationalError:
            self._failed_at = monotonic()
            raise
        self._failed_at = None


OUTAGE = Outage()


def check(connection) -> None:
    """Raise when the connection is dead, and have the pool begin anew: the others died with it."""
    try:
        ConnectionPool.check_connection(connection)
    except base.Database.Error:
        connection._pool.drain()
        raise


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for how it is waited for."""

    @property
    def pool(self):
        """Django's pool, with our check: Django takes none from the settings."""
        pool = super().pool
        if pool is not None and pool._check is not None:
            pool._check = check
        return pool

    def get_new_connection(self, conn_params):
        """Return a connection. Raises OperationalError, at once where another thread has just heard so."""
        with OUTAGE.noticed():
            return super().get_new_connection(conn_params)
