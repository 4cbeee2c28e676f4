"""A public site with settings that give its visitors away, or lose their mail, does not start."""

import copy

import pytest
from django.conf import settings
from django.core.checks import run_checks

from campaign_site.delivery.checks import NEEDED
from campaign_site.settings.environment import SQLITE_OPTIONS, database, env

PUBLIC = {
    "SITE_URL": "https://campaign.example",
    "ALLOWED_HOSTS": ["campaign.example"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 63072000,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example",
    "EMAIL_USE_TLS": True,
    "TRUSTED_PROXIES": 1,
    "WITHDRAWAL_LEDGER": "/srv/ledger/withdrawals.ledger",
    "VAULT_KEYRING": "/srv/keyring",
}
OPEN_POLICY = {"DIRECTIVES": {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "script-src": ["'unsafe-inline'"]}}
OPEN_ADMIN = {**settings.ADMIN_CONTENT_SECURITY_POLICY, "img-src": ["*"]}
PLAIN_LOG = copy.deepcopy(settings.LOGGING)
PLAIN_LOG["handlers"]["console"]["formatter"] = "plain"
REPORTS = {
    "class": "campaign_site.delivery.monitoring.error_reports.ErrorReports",
    "dsn": "https://key@reports.example/1",
}
REPORTING, MAILING = copy.deepcopy(settings.LOGGING), copy.deepcopy(settings.LOGGING)
REPORTING["handlers"]["error reports"] = REPORTS
MAILING["handlers"]["error reports"] = {"class": "django.utils.log.AdminEmailHandler"}

DANGERS = [
    ({"SITE_URL": "https://campaign.example/en"}, "E001"),
    ({"SITE_URL": "https://user:secret@campaign.example"}, "E001"),
    ({"SITE_URL": "https://"}, "E001"),
    ({"SITE_URL": "http://campaign.example"}, "E002"),
    ({"ALLOWED_HOSTS": ["campaign.example", "*"]}, "E003"),
    ({"ALLOWED_HOSTS": ["campaign.example", ".example"]}, "E003"),
    ({"ALLOWED_HOSTS": ["other.example"]}, "E004"),
    ({"ALLOWED_HOSTS": []}, "E004"),
    ({"SECURE_SSL_REDIRECT": False}, "E005"),
    ({"SECURE_HSTS_SECONDS": 3600}, "E006"),
    ({"SECURE_HSTS_INCLUDE_SUBDOMAINS": False}, "E006"),
    *(({"MIDDLEWARE": [name for name in settings.MIDDLEWARE if name != needed]}, "E007") for needed in NEEDED),
    ({"CONTENT_SECURITY_POLICY": OPEN_POLICY}, "E008"),
    ({"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"script-src": ["'self'"]}}}, "E008"),
    ({"ADMIN_CONTENT_SECURITY_POLICY": OPEN_ADMIN}, "E008"),
    ({"TRUSTED_PROXIES": -1}, "E009"),
    ({"TRUSTED_PROXIES": 8080}, "E009"),
    ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "E010"),
    ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "E010"),
    ({"LOGGING": PLAIN_LOG}, "E011"),
    ({"LOGGING": MAILING}, "E011"),
    ({"TRUSTED_PROXIES": 0}, "W001"),
    ({"EMAIL_USE_TLS": False}, "W002"),
    (
        {"STORAGES": {**settings.STORAGES, "default": {"OPTIONS": {"endpoint_url": "http://files.example"}}}},
        "W003",
    ),
    ({"CACHES": {"default": {"LOCATION": "redis://:secret@cache.example:6379/0"}}}, "W006"),
    ({"CACHES": {"default": {"LOCATION": ["redis://127.0.0.1:6379/0", "redis://cache.example:6379/0"]}}}, "W006"),
    ({"EDGE_PURGE_URLS": ["https://edge.example", "http://edge.example"]}, "W007"),
]
NEAR = [
    {"CACHES": {"default": {"LOCATION": address}}}
    for address in ("redis://127.0.0.1:6379/0", "unix:///run/redis.sock", "rediss://cache.example:6379/0")
] + [{"EDGE_PURGE_URLS": [address]} for address in ("http://127.0.0.1:6081", "https://edge.example")]
# Where PostgreSQL is, and whether what it is asked can be read on the way.
DATABASES = {
    "postgres://user:secret@database.example/site": {"W005"},
    "postgres://user:secret@database.example/site?sslmode=prefer": {"W005"},
    "postgres://user:secret@127.0.0.1,database.example/site": {"W005"},
    "postgres:///site?host=database.example": {"W005"},
    "postgres://user:secret@database.example/site?sslmode=require": set(),
    "postgres://user:secret@database.example/site?sslmode=verify-full": set(),
    "postgres://user@127.0.0.1/site": set(),
    "postgres://user@/site": set(),
    "postgres:///site?host=/run/postgresql": set(),
}


@pytest.fixture
def public(settings):
    """Let the settings be those of a public site; `public(name=value)` changes some and returns what is found."""
    for name, value in PUBLIC.items():
        setattr(settings, name, value)

    def found(**changes) -> set[str]:
        for name, value in changes.items():
            setattr(settings, name, value)
        messages = run_checks(tags=["security"], include_deployment_checks=True)
        return {message.id.removeprefix("delivery.") for message in messages if message.id.startswith("delivery.")}

    return found


def test_a_site_as_it_should_be_raises_no_finding(public):
    assert public() == set()


def test_the_site_of_a_developer_raises_no_finding():
    messages = run_checks(tags=["security"], include_deployment_checks=True)
    assert [message for message in messages if message.id.startswith("delivery.")] == []


@pytest.mark.parametrize(("danger", "finding"), DANGERS)
def test_each_danger_is_found_and_nothing_else(public, danger, finding):
    assert public(**danger) == {finding}


def test_reports_of_errors_are_written_by_nobody_and_hold_nobody(public):
    assert public(LOGGING=REPORTING) == set()


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
@pytest.mark.parametrize("name", ["WITHDRAWAL_LEDGER", "VAULT_KEYRING"])
def test_what_no_backup_may_hold_does_not_lie_beside_the_database(public, settings, tmp_path, name):
    file = tmp_path / "site.sqlite3"
    settings.DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": SQLITE_OPTIONS}
    }
    assert public() == set()
    assert public(**{name: tmp_path / "private" / "of-people"}) == {"W004"}


@pytest.mark.filterwarnings("ignore:Overriding setting")
@pytest.mark.parametrize(("address", "finding"), DATABASES.items())
def test_a_database_that_somebody_on_the_way_can_read_is_found(public, settings, monkeypatch, address, finding):
    monkeypatch.setitem(env.ENVIRON, "DATABASE_URL", address)
    settings.DATABASES = {"default": database("/unused")}
    assert public() == finding


@pytest.mark.parametrize("change", NEAR)
def test_engines_on_this_machine_or_behind_tls_raise_no_finding(public, settings, change):
    settings.EDGE_PURGE_TOKEN = "T0ken of an edge, as it should be."
    assert public(**change) == set()


def test_mail_and_files_on_this_machine_need_no_tls(public, settings):
    storages = {**settings.STORAGES, "default": {"OPTIONS": {"endpoint_url": "http://127.0.0.1:9000"}}}
    assert public(EMAIL_HOST="localhost", EMAIL_USE_TLS=False, STORAGES=storages) == set()
