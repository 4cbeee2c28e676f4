"""One process under production settings, as a proxy in front of it sees it."""

import pytest

from tests.delivery.caching.cache_control_table import rules

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]


def test_a_stranger_reads_the_site_over_https(start):
    with start() as door:
        home = door.ask("/en/")
        assert home.status == 200
        assert home.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
        assert "set-cookie" not in home.headers
        assert home.headers.get("server", "").lower() in {"", "granian"}

        plain = door.ask("/en/", X_Forwarded_Proto="http")
        assert (plain.status, plain.headers["location"]) == (301, "https://campaign.example/en/")

        assert door.ask("/en/", Host="elsewhere.example").status == 400
        missing = door.ask("/ar/nothing/")
        assert missing.status == 404
        assert b'dir="rtl"' in missing.body


def test_static_files_are_hashed_compressed_and_kept_for_ever(start):
    with start() as door:
        page = door.ask("/en/").body.decode()
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        answer = door.ask(style, Accept_Encoding="br")
        assert answer.status == 200
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["cache-control"] == rules()["static file"].everybody
        assert len(answer.body) < 14_000


def test_the_sign_in_cookie_is_secure_and_stays_in_the_admin(start):
    with start() as door:
        cookie = door.ask("/admin/login/").headers["set-cookie"]
        assert cookie.startswith("__Secure-csrf=")
        for word in ("Secure", "HttpOnly", "Path=/admin/", "SameSite=Lax"):
            assert word in cookie
