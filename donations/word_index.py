"""PostgreSQL: a part of a name, address or reference is found by an index of its groups of three letters.

Looking into each of a million pledges takes a third of a second. The index needs the extension `pg_trgm`, which
comes with PostgreSQL and which the owner of a database may switch on (https://www.postgresql.org/docs/current/pgtrgm.html).
Where it cannot be had the search is slower, and nothing else: so it is no migration, which would fail, or be done
and never tried again, but is asked for after each `migrate`. SQLite reads all pledges in less time, and has none.
"""

import logging

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError, connections, transaction

logger = logging.getLogger(__name__)
NAME, TABLE = "pledge_words", "donations_pledge"
# As Django writes `icontains`: an index on other words is not used.
COLUMNS = ", ".join(f"UPPER({column}::text) gin_trgm_ops" for column in ("email", "name", "reference"))
STATEMENTS = (
    # Building it for a million pledges takes half a minute; what a page may take is no measure for it.
    "SET LOCAL statement_timeout = 0",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {NAME} ON {TABLE} USING gin ({COLUMNS})",
)


def put_up(using: str = "default", **kwargs) -> None:
    """Create what is missing, or log that it cannot be. Receiver of `post_migrate`."""
    connection = connections[using]
    if connection.vendor != "postgresql" or TABLE not in connection.introspection.table_names():
        return
    if is_missing(using):
        try:
            with transaction.atomic(using=using), connection.cursor() as cursor:
                for statement in STATEMENTS:
                    cursor.execute(statement)
        except DatabaseError as error:
            logger.warning("pledges: no index of words (%s); see donations.W003", type(error.__cause__).__name__)


def is_missing(using: str = "default") -> bool:
    """Whether a PostgreSQL has no such index."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [NAME])
        return cursor.fetchone()[0]


def register_all() -> None:
    """Register the check; called once when the apps are ready."""
    register(index_is_there, Tags.database)


def index_is_there(app_configs, databases=None, **kwargs):
    """Without it officers wait for a search among very many pledges (`manage.py check --database default`).

    Nothing is said of an empty database: the first `migrate` asks before it begins, and then makes the index.
    """
    connection = connections["default"]
    if "default" not in (databases or ()) or connection.vendor != "postgresql":
        return []
    if TABLE not in connection.introspection.table_names() or not is_missing():
        return []
    message = "Parts of names are looked for in every pledge: the database has no extension pg_trgm."
    hint = "Let the owner of the database, or a superuser, say CREATE EXTENSION pg_trgm; then run migrate again."
    return [Warning(message, hint=hint, id="donations.W003")]
