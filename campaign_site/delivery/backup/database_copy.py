"""Copies the whole database to a file and back, with what each database brings for it.

SQLite through its backup API, while the site goes on. PostgreSQL through pg_dump, pg_restore and psql of the
server's own version where Debian keeps it, else from PATH, which may be a later one. Passwords never stand on a
command line.
"""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg.conninfo import make_conninfo

FILE_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
ADDRESS = ("dbname", "user", "host", "port", "service", "sslmode", "sslrootcert", "sslcert", "sslkey")
# What is there and not in the copy goes too; functions that nothing calls may stay.
EMPTY = """SET client_min_messages = warning;
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', t.tablename);
    END LOOP;
END $$;
"""
# pg_restore from 17 on begins its script with it, and older servers refuse what they do not know.
UNKNOWN_BEFORE_17 = b"\nSET transaction_timeout ="
HEADER_BYTES = 2048


class ProgramFailed(RuntimeError):
    """One of PostgreSQL's programs is missing, or it or SQLite has failed; the message is its own."""


def dump(folder: Path) -> None:
    """Write the database, as it is at one moment, into its file in `folder`. Raises ProgramFailed."""
    target = folder / FILE_NAMES[connection.vendor]
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(target)) as copy:
                connection.connection.backup(copy)
        except sqlite3.Error as error:
            raise ProgramFailed(f"SQLite: {error}") from error
    else:
        _run(
            "pg_dump",
            f"--dbname={_address()}",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--file={target}",
        )


def load(folder: Path) -> None:
    """Make the database equal to the file in `folder`, in one step or not at all. Raises ProgramFailed."""
    source = folder / FILE_NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        try:
            with closing(sqlite3.connect(f"{source.resolve().as_uri()}?immutable=1", uri=True)) as copy:
                copy.backup(connection.connection)
        except sqlite3.Error as error:
            raise ProgramFailed(f"SQLite: {error}") from error
    else:
        with tempfile.TemporaryDirectory() as place:
            script = Path(place, "database.sql")
            # Not through a pipe: psql would commit what it had when pg_restore broke off.
            _run(
                "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}", source
            )
            if connection.pg_version < 170_000:
                leave_out_what_is_unknown(script)
            _run(
                "psql", _address(), "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
                f"--command={EMPTY}", f"--file={script}",
            )  # fmt: skip
    connection.close()


def leave_out_what_is_unknown(script: Path) -> None:
    """Turn what only PostgreSQL 17 and later know in the header of such a script into a comment."""
    with script.open("r+b") as file:
        at = file.read(HEADER_BYTES).find(UNKNOWN_BEFORE_17)
        if at >= 0:
            file.seek(at + 1)
            file.write(b"--")


def migrations_here() -> list[str]:
    """Return every step of tables that this version of the site knows."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def migrations_applied() -> list[str]:
    """Return every step of tables that the database has taken."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def is_in_use() -> bool:
    """Whether the database has tables already."""
    return bool(connection.introspection.table_names())


def _address() -> str:
    parameters = connection.get_connection_params()
    return make_conninfo(**{name: parameters[name] for name in ADDRESS if name in parameters})


def _run(program: str, *arguments: str | Path) -> None:
    place = f"/usr/lib/postgresql/{connection.pg_version // 10_000}/bin"
    found = shutil.which(program, path=os.pathsep.join([place, os.environ.get("PATH", "")]))
    if found is None:
        raise ProgramFailed(f"{program} is not installed (Debian: postgresql-client)")
    password = connection.get_connection_params().get("password")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    run = subprocess.run(
        [found, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if run.returncode:
        raise ProgramFailed(f"{program}: {run.stderr.strip()}")
