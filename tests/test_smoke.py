import pytest


@pytest.mark.django_db
def test_health(client):
    assert client.get("/healthz").status_code == 200
    r = client.get("/en/nothing/")
    assert r.status_code == 404
    assert not r.cookies
    print(r.headers)
