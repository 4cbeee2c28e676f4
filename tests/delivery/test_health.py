"""What a load balancer asks, and what it learns: ready or not, and no more."""

import pytest
from django.test import override_settings

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_each_part_is_ready_by_name(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": True, "cache": True, "media": True, "withdrawals": True}


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache",
                                       "LOCATION": "redis://127.0.0.1:1/0"}})  # fmt: skip
def test_a_part_that_is_away_is_named_and_the_reason_is_not_told(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "cache": False, "media": True, "withdrawals": True}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_asked_for_over_plain_http_too(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).status_code == 200
