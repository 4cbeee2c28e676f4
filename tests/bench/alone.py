"""Runs one measure in a new process, with Django set up on a folder and an empty database of its own."""

import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from importlib import import_module
from multiprocessing import get_context

from tests.bench.table import NotMeasured, Row
from tests.production.engines import free_port, postgresql

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
# What belongs to the site of whoever runs this, and must not be touched, or would change what is measured.
OURS_ALONE = (
    "DATABASE_URL", "CACHE_URL", "MEDIA_URL_S3", "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL",
    "VAULT_KEYS", "VAULT_KEYRING", "EVIDENCE_ROOT", "WITHDRAWAL_LEDGER", "TRUSTED_PROXIES", "EDGE_PURGE_URL",
    "EDGE_PURGE_TOKEN",
    "PUBLIC_HOST_AT", "METRICS_TOKEN", "METRICS_DIR", "SENTRY_DSN", "STATIC_ROOT", "SLOW_QUERY_MS",
    "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "ONLY", "VIRTUAL_ENV",
)  # fmt: skip


def measure_alone(name: str, engine: str) -> list[Row]:
    """Return what `tests/bench/<name>.py` measures on this engine. Raises what it raises."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measure, name, engine).result()


def _measure(name: str, engine: str) -> list[Row]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="campaign-bench-"))
        for variable in OURS_ALONE:
            os.environ.pop(variable, None)
        if engine == POSTGRESQL:
            try:
                os.environ["DATABASE_URL"] = stack.enter_context(postgresql(durable=True))
            except FileNotFoundError as missing:
                raise NotMeasured(str(missing)) from missing
        os.environ.update(
            VAR_DIR=folder,
            DJANGO_SETTINGS_MODULE="campaign_site.settings.dev",
            PORT=str(free_port()),
            EMAIL_URL="memorymail://",
        )
        import django
        from django.db import connection

        django.setup()
        if engine == POSTGRESQL:  # it ends only once nobody is connected
            stack.callback(connection.close_pool)
        stack.callback(connection.close)
        return import_module(f"tests.bench.{name}").measure()
