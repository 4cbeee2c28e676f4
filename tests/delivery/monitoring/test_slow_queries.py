"""In development a statement that took long is named, with the view that asked, and nothing that was asked for."""

import json
import logging
from io import StringIO

import pytest
from django.conf import settings as configured
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from campaign_site.accounts.models import User
from tests.delivery.monitoring.json_lines import written_to

MIDDLEWARE = "campaign_site.delivery.monitoring.slow_queries.SlowQueryMiddleware"


def looks_for(request):
    return HttpResponse(User.objects.filter(email=request.GET["mail"]).count(), content_type="text/plain")


urlpatterns = [path("looks/", looks_for)]


@pytest.fixture
def log():
    stream = StringIO()
    handler = written_to(stream)
    logger = logging.getLogger("campaign_site.delivery.monitoring.slow_queries")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


@pytest.fixture
def timed(settings):
    settings.ROOT_URLCONF, settings.MIDDLEWARE, settings.SLOW_QUERY_MS = __name__, [MIDDLEWARE], 0
    return settings


@pytest.mark.django_db
@pytest.mark.parametrize(("limit", "count"), [(0, 1), (10_000, 0)])
def test_a_slow_statement_is_logged_with_its_view_and_without_its_parameters(client, timed, log, limit, count):
    timed.SLOW_QUERY_MS = limit
    client.get("/looks/", {"mail": "amina@example.org"})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert len(lines) == count
    for line in lines:
        assert line["view"] == f"{__name__}.looks_for"
        assert "accounts_user" in line["sql"] and "%s" in line["sql"]
        assert line["ms"] >= 0
    assert "amina" not in log.getvalue()


@pytest.mark.django_db
def test_what_is_asked_beside_requests_is_not_timed(client, timed, log):
    client.get("/looks/", {"mail": ""})
    before = log.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert log.getvalue() == before != ""


def test_it_is_for_development_only():
    from campaign_site.settings import base

    assert MIDDLEWARE in configured.MIDDLEWARE
    assert MIDDLEWARE not in base.MIDDLEWARE
