"""Those that watch a process ask for its health at its own address; nothing else is answered there."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["10.0.0.11:8000", "elsewhere.example"])
def test_health_is_said_at_any_address_and_a_page_is_not(host):
    watcher = Client(headers={"host": host})
    answer = watcher.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    for path in ("/readyz", "/en/", "/healthz/", "/en/healthz"):
        assert watcher.get(path).status_code in {400, 404}, path
