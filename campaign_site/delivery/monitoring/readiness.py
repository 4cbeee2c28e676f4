"""What a process needs to serve all pages: asked by `/readyz`, told by name. Apps register probes in `ready()`.

The mail server and the edge are no part of it: what is for them waits in the outbox, and how long it is overdue
stands at `/metrics`. What takes machines out, a load balancer, asks `/healthz`.
"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.crypto import get_random_string

logger = logging.getLogger(__name__)
_probes: dict[str, Callable[[], bool]] = {}


def register(name: str, probe: Callable[[], bool]) -> None:
    """Add a probe; one that raises counts as not ready."""
    _probes[name] = probe


def registered() -> dict[str, Callable[[], bool]]:
    """Return every probe by name."""
    return dict(_probes)


def parts() -> dict[str, bool]:
    """Return whether each part is ready, by its name."""
    probes = {"database": _database, "cache": _cache, "media": _media, **_probes}
    return {name: _ready(name, probe) for name, probe in probes.items()}


def _ready(name: str, probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception as error:
        logger.warning("readyz: %s is not ready (%s)", name, type(error).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    token = get_random_string(12)
    cache.set(f"readyz:{token}", token, 10)
    return cache.get(f"readyz:{token}") == token


def _media() -> bool:
    default_storage.exists("readyz")
    return True
