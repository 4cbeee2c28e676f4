"""Health of the process and of its parts."""

import hmac

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from campaign_site.delivery.monitoring import metrics as figures
from campaign_site.delivery.monitoring import readiness


@never_cache
def healthz(request):
    """200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Each part by name; 200 when all are ready, 503 otherwise. Says no more than ready or not."""
    state = readiness.parts()
    return JsonResponse(state, status=200 if all(state.values()) else 503)


@never_cache
def metrics(request):
    """Figures for Prometheus, for whoever shows METRICS_TOKEN; there is no such page for anybody else."""
    shown = request.headers.get("Authorization", "").encode()
    if not settings.METRICS_TOKEN or not hmac.compare_digest(shown, f"Bearer {settings.METRICS_TOKEN}".encode()):
        raise Http404
    return HttpResponse(figures.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
