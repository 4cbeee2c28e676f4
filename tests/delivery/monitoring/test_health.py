"""What a load balancer asks, and what it learns: ready or not, and no more."""

import pytest
from django.test import override_settings

from stories.consent import vault
from stories.consent.choices import VaultPartName
from tests.factories.stories import ContributorFactory

pytestmark = pytest.mark.django_db

READY = {"database": True, "cache": True, "media": True, "withdrawals": True, "keyring": True}


def test_the_process_answers_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_each_part_is_ready_by_name(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == READY


def test_a_keyring_that_is_not_mounted_is_named_once_anybody_has_a_vault(client, settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "keyring"
    assert client.get("/readyz").json() == READY
    vault.write(ContributorFactory(), VaultPartName.NAMES, ["Amina"])
    assert client.get("/readyz").json() == READY
    settings.VAULT_KEYRING = tmp_path / "nothing mounted here"
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, READY | {"keyring": False})


def test_no_machine_is_taken_out_because_the_mail_server_or_the_edge_is_away(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EDGE_PURGE_URLS = ["http://127.0.0.1:1"]
    assert client.get("/readyz").status_code == 200


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache",
                                       "LOCATION": "redis://127.0.0.1:1/0"}})  # fmt: skip
def test_a_part_that_is_away_is_named_and_the_reason_is_not_told(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == READY | {"cache": False}


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_asked_for_over_plain_http_too(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).status_code == 200
