"""Production starts only with its secrets, says which is missing, and has nothing left to warn of."""

import base64
import os
import subprocess
import sys

import pytest

from tests.site.tree import ROOT

SECRETS = {
    "SECRET_KEY": "k" * 30 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "SITE_URL": "https://campaign.example",
    "VAULT_KEYS": base64.b64encode(bytes(range(32))).decode(),
}
MAIL = {"EMAIL_URL": "smtp+tls://mail.example:587"}
# What a public site should have as well, or `check --deploy` warns of it.
WISHED = {
    **MAIL,
    "STATEMENT_KEY": base64.b64encode(bytes(range(1, 33))).decode(),
    "TRUSTED_PROXIES": "1",
    "WITHDRAWAL_LEDGER": "/srv/ledger/withdrawals.ledger",
    "VAULT_KEYRING": "/srv/keyring",
    "SENTRY_DSN": "https://publickey@reports.example/42",
}
DANGERS = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "*",
    "TRUSTED_PROXIES": "-1",
    "EMAIL_URL": "consolemail://",
    "VAULT_KEYS": base64.b64encode(bytes(32)).decode(),
    "STRIPE_SECRET_KEY": "sk_live_1",
}
NAMED = ["campaign_site.E010", "delivery.E003", "delivery.E009", "delivery.E010", "consent.E004", "donations.E001"]
SERVER = [sys.executable, "-c", "import campaign_site.wsgi, django.conf as c; print(c.settings.SETTINGS_MODULE)"]


def production(*arguments, **variables):
    return run([sys.executable, "manage.py", *arguments], variables)


def run(program, variables):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "VAR_DIR", "LANG") if name in os.environ}
    return subprocess.run(
        program,
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "campaign_site.settings.base", **variables},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["SECRET_KEY", "SITE_URL", "VAULT_KEYS"]),
        ({"SECRET_KEY": "x"}, ["SITE_URL", "VAULT_KEYS"]),
        ({**SECRETS, "SECRET_KEY": ""}, ["SECRET_KEY"]),
    ],
)
def test_production_refuses_to_start_without_its_secrets_and_names_them(given, missing):
    result = production("check", **given)
    assert result.returncode != 0
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: Set these environment variables")
    for name in SECRETS:
        assert (name in last) == (name in missing)


def test_production_has_nothing_to_warn_of():
    result = production("check", "--deploy", "--fail-level", "WARNING", **SECRETS, **WISHED)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_the_server_speaks_for_production_unless_told_otherwise():
    result = subprocess.run(
        SERVER,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": os.environ["VAR_DIR"], **SECRETS, **MAIL},
        capture_output=True,
        text=True,
    )
    assert result.stdout.split() == ["campaign_site.settings.base"], result.stderr


@pytest.mark.parametrize("program", [SERVER, [sys.executable, "manage.py", "check"]], ids=["server", "check"])
def test_neither_server_nor_command_starts_with_dangerous_variables_and_both_name_each(program):
    result = run(program, {**SECRETS, **DANGERS})
    assert result.returncode != 0 and result.stdout == ""
    assert [name for name in NAMED if name not in result.stderr] == []


def test_a_site_without_tls_is_refused():
    result = production("check", **{**SECRETS, **MAIL, "SITE_URL": "http://campaign.example"})
    assert result.returncode != 0 and "delivery.E002" in result.stderr


@pytest.mark.parametrize("keys", ["not base64!", base64.b64encode(bytes(16)).decode()])
def test_a_vault_key_that_is_none_stops_the_start(keys):
    result = production("check", **{**SECRETS, **MAIL, "VAULT_KEYS": keys})
    assert result.returncode != 0
    assert "VAULT_KEYS" in result.stderr.strip().splitlines()[-1] or "32 random bytes" in result.stderr
    assert keys not in result.stderr


@pytest.mark.parametrize("name", ["DATABASE_URL", "CACHE_URL", "EMAIL_URL"])
def test_an_address_that_cannot_be_read_stops_the_start(name):
    assert production("check", **{**SECRETS, **MAIL, name: "nonsense://x"}).returncode != 0
