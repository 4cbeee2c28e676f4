"""The security headers of every answer, and that the admin's exceptions end where the admin ends."""

import re

import pytest
from django.test import override_settings

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/en/",
    "/ar/search/?q=a",
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/en/no-such-page/",
    "/media/x.jpg",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_answers_carry_the_strict_policy(client, address):
    response = client.get(address)
    policy = response.headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["img-src"] == "'self'"
    assert directives["form-action"] == directives["connect-src"] == "'self'"
    assert directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", PUBLIC)
def test_public_answers_carry_the_other_headers_and_no_cookie(client, address):
    response = client.get(address)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    permissions = response.headers["Permissions-Policy"].split(", ")
    assert {"geolocation=()", "serial=()", "clipboard-write=()", "publickey-credentials-get=()"} <= set(
        permissions
    )
    assert all(permission.endswith("=()") for permission in permissions)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("address", ["/administration/", "/en/admin/", "/Admin/", "/en/../admin/x"])
def test_an_address_that_only_looks_like_the_admin_gets_the_strict_policy(client, address):
    assert directives_of(client.get(address))["require-trusted-types-for"] == "'script'"
    assert "require-trusted-types-for" not in directives_of(client.get("/admin/login/"))


def directives_of(response) -> dict[str, str]:
    """Return the policy's directives."""
    return dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))


def test_the_admin_runs_no_script_but_files_of_ours_and_names_each_style_that_a_script_writes(client):
    assert directives_of(client.get("/admin/login/"))["style-src"] == "'self'", "the sign-in has no editor"
    client.force_login(UserFactory(is_superuser=True))
    first, second = (directives_of(client.get("/admin/")) for _ in range(2))
    assert first["default-src"] == first["base-uri"] == first["frame-ancestors"] == "'none'"
    nonces = {first.pop("style-src"), second.pop("style-src")}
    assert len(nonces) == 2 and all(re.fullmatch("'self' 'nonce-[A-Za-z0-9+/=]{20,}'", nonce) for nonce in nonces)
    assert first == second and set(first.values()) == {"'none'", "'self'"}
    assert first["script-src"] == "'self'"


def test_the_admin_may_ask_for_a_passkey_and_write_to_the_clipboard_and_for_nothing_else(client):
    permissions = client.get("/admin/login/").headers["Permissions-Policy"].split(", ")
    allowed = {permission for permission in permissions if not permission.endswith("=()")}
    passkeys = {"publickey-credentials-create=(self)", "publickey-credentials-get=(self)"}
    assert allowed == {*passkeys, "clipboard-write=(self)"}


def test_no_answer_of_the_admin_is_kept_and_its_cookies_are_out_of_every_script_s_reach(client):
    for address in (
        "/admin/login/",
        "/admin/",
        "/admin/pages/",
        "/admin/no-such-screen/",
        "/admin/images/chooser/",
    ):
        for user in (None, UserFactory(is_superuser=True)):
            client.logout()
            if user:
                client.force_login(user)
            response = client.get(address)
            assert "no-store" in response.headers["Cache-Control"], address
            assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
            for cookie in response.cookies.values():
                assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/admin/", True, "Lax"), (
                    address
                )


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=63072000,
                   SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))  # fmt: skip
def test_plain_http_is_sent_to_https_which_says_so_for_two_years(client):
    assert client.get("/en/").headers["Location"].startswith("https://")
    secure = client.get("/en/", headers={"X-Forwarded-Proto": "https"})
    assert secure.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_a_foreign_host_name_is_refused(client):
    assert client.get("/en/", headers={"host": "elsewhere.example"}).status_code == 400
