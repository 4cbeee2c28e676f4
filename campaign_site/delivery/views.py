"""Health of the process and of its parts."""

import logging

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache

from campaign_site.delivery import readiness

logger = logging.getLogger(__name__)


@never_cache
def healthz(request):
    """200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Each part by name; 200 when all are ready, 503 otherwise. Says no more than ready or not."""
    parts = {"database": _database, "cache": _cache, "media": _media, **readiness.registered()}
    state = {name: _ready(name, probe) for name, probe in parts.items()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _ready(name, probe) -> bool:
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
