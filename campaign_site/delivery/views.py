"""Health of the process and of its parts."""

import hmac
import logging

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache

from campaign_site.delivery import metrics as figures
from campaign_site.delivery import readiness

logger = logging.getLogger(__name__)


@never_cache
def healthz(request):
    """200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Each part by name; 200 when all are ready, 503 otherwise. Says no more than ready or not."""
    state = parts()
    return JsonResponse(state, status=200 if all(state.values()) else 503)


@never_cache
def metrics(request):
    """Figures for Prometheus, for whoever shows METRICS_TOKEN; there is no such page for anybody else."""
    shown = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode()):
        raise Http404
    return HttpResponse(figures.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def parts() -> dict[str, bool]:
    """Return whether each part is ready, by its name."""
    probes = {"database": _database, "cache": _cache, "media": _media, **readiness.registered()}
    return {name: _ready(name, probe) for name, probe in probes.items()}


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
