"""Settings of a database that would lose what was acknowledged, keep what was deleted, or let everybody wait."""

import re

from django.conf import settings
from django.core.checks import Error, Tags, register

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "secure_delete=ON")
# Of PostgreSQL's own settings; 0 means without end.
TIMEOUTS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
PARAMETER = re.compile(r"-c\s*(\w+)=(\S+)")
NO_TIME = re.compile(r"0+\D*")
BACKEND = "campaign_site.delivery.database.postgresql"


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (sqlite_is_safe, postgresql_is_safe, no_transaction_around_requests):
        register(check, Tags.security)


def sqlite_is_safe(app_configs, **kwargs):
    """Without these, two writers fail, a power cut undoes what was said, triggers are slipped past, words stay."""
    errors = []
    for alias, database in settings.DATABASES.items():
        if not database["ENGINE"].endswith("sqlite3"):
            continue
        options = database.get("OPTIONS", {})
        if options.get("transaction_mode") != "IMMEDIATE":
            errors.append(Error(f"Database {alias}: transaction_mode must be IMMEDIATE.", id="delivery.E012"))
        errors += [
            Error(f"Database {alias}: PRAGMA {pragma} is missing.", id="delivery.E013")
            for pragma in PRAGMAS
            if pragma not in options.get("init_command", "")
        ]
    return errors


def postgresql_is_safe(app_configs, **kwargs):
    """A statement without end takes its connection from everybody; a dead connection fails whoever gets it."""
    errors = []
    for alias, database in settings.DATABASES.items():
        if "postgresql" not in database["ENGINE"]:
            continue
        # As the server reads them, the last one counts.
        given = dict(PARAMETER.findall(database.get("OPTIONS", {}).get("options", "")))
        errors += [
            Error(f"Database {alias}: `options` sets no {name}.", id="delivery.E014")
            for name in TIMEOUTS
            if NO_TIME.fullmatch(given.get(name, "0"))
        ]
        if database["ENGINE"] != BACKEND or not database.get("CONN_HEALTH_CHECKS"):
            message = (
                f"Database {alias}: {BACKEND} with CONN_HEALTH_CHECKS, or an outage fails those after it too."
            )
            errors.append(Error(message, id="delivery.E015"))
    return errors


def no_transaction_around_requests(app_configs, **kwargs):
    """All would wait for one writer, and a page that breaks off would undo a withdrawal that was made."""
    return [
        Error(f"Database {alias}: ATOMIC_REQUESTS stays off.", id="delivery.E016")
        for alias, database in settings.DATABASES.items()
        if database.get("ATOMIC_REQUESTS")
    ]
