"""Settings of a public site that would give its visitors away, or lose what they send, stop the start.

A site is public where SITE_URL begins with https. What can be right for somebody is a warning, said by
`manage.py check --deploy` only.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PLAIN = frozenset({"http", "redis"})
# What of PostgreSQL's `sslmode` never sends in the clear.
SEALED_BY = frozenset({"require", "verify-ca", "verify-full"})
A_YEAR = 365 * 24 * 60 * 60
# More proxies than anybody has, one behind the other: a number that was meant for something else.
MOST_PROXIES = 5
# These send no mail to anybody, and print or keep the links in it.
NO_MAIL = ("console", "dummy", "filebased", "locmem")
NEEDED = (
    "campaign_site.delivery.middleware.headers.PolicyMiddleware",
    "campaign_site.delivery.middleware.headers.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "campaign_site.delivery.middleware.body_limits.BodyLimitMiddleware",
)
JSON = "campaign_site.delivery.monitoring.logs.JsonFormatter"
REPORTS = "campaign_site.delivery.monitoring.error_reports.ErrorReports"
UNSAFE = ("'unsafe-", "*", "http:", "https:", "data:", "blob:")
BESIDE_DATABASE = ("WITHDRAWAL_LEDGER", "VAULT_KEYRING")


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (
        site_url_is_an_origin,
        hosts_are_named,
        browsers_stay_with_https,
        pages_are_guarded,
        proxies_are_counted,
        mail_is_sent,
        logs_hold_nobody,
    ):
        register(check, Tags.security)
    for check in (proxies_are_told, nothing_travels_open, apart_from_the_database):
        register(check, Tags.security, deploy=True)


def is_public() -> bool:
    """Whether strangers read this site."""
    return settings.SITE_URL.startswith("https:")


def site_url_is_an_origin(app_configs, **kwargs):
    """Links in mails begin with it; in the clear, whoever is on the way reads what they open."""
    parts = urlsplit(settings.SITE_URL)
    errors = []
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or "@" in parts.netloc
        or parts.path + parts.query
    ):
        errors.append(Error("SITE_URL is https:// and a host, nothing before or behind it.", id="delivery.E001"))
    if settings.SECURE_SSL_REDIRECT and not is_public():
        errors.append(Error("SITE_URL begins with https:// where http leads to https.", id="delivery.E002"))
    return errors


def hosts_are_named(app_configs, **kwargs):
    """Whoever may name the host writes the links of our pages, and makes a copy of each for every name."""
    errors = []
    if any(host.startswith((".", "*")) for host in settings.ALLOWED_HOSTS):
        errors.append(Error("ALLOWED_HOSTS names each host in full, none by a pattern.", id="delivery.E003"))
    host = urlsplit(settings.SITE_URL).hostname
    if is_public() and host and host not in settings.ALLOWED_HOSTS:
        errors.append(Error("ALLOWED_HOSTS lacks the host of SITE_URL: nobody would get in.", id="delivery.E004"))
    return errors


def browsers_stay_with_https(app_configs, **kwargs):
    """Without it the first visit of each day may go to somebody else on the same network."""
    if not is_public():
        return []
    errors = []
    if not settings.SECURE_SSL_REDIRECT:
        errors.append(Error("SECURE_SSL_REDIRECT is on: http leads to https.", id="delivery.E005"))
    if not (settings.SECURE_HSTS_SECONDS >= A_YEAR and settings.SECURE_HSTS_INCLUDE_SUBDOMAINS):
        errors.append(Error("SECURE_HSTS_SECONDS is a year or more, for all subdomains.", id="delivery.E006"))
    return errors


def pages_are_guarded(app_configs, **kwargs):
    """A page without its policy runs whatever somebody got into it; a body without end fills the disk."""
    errors = [
        Error(f"{name} must be in MIDDLEWARE.", id="delivery.E007")
        for name in NEEDED
        if name not in settings.MIDDLEWARE
    ]
    policies = {
        "CONTENT_SECURITY_POLICY": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "ADMIN_CONTENT_SECURITY_POLICY": settings.ADMIN_CONTENT_SECURITY_POLICY,
    }
    for name, directives in policies.items():
        sources = [str(source) for given in directives.values() for source in given]
        if any(source.startswith(UNSAFE) for source in sources) or directives.get("default-src") != ["'none'"]:
            errors.append(Error(f"{name} allows what nothing of ours needs.", id="delivery.E008"))
    return errors


def proxies_are_counted(app_configs, **kwargs):
    """Too many, and anybody writes the address that they are limited by."""
    if not 0 <= settings.TRUSTED_PROXIES <= MOST_PROXIES:
        message = f"TRUSTED_PROXIES is how many proxies of yours stand in a row, 0 to {MOST_PROXIES}."
        return [Error(message, id="delivery.E009")]
    return []


def mail_is_sent(app_configs, **kwargs):
    """A mail that is printed reaches nobody, and its link opens a pledge to whoever reads the log."""
    if is_public() and any(kind in settings.EMAIL_BACKEND for kind in NO_MAIL):
        message = "EMAIL_URL is not set to a mail server: mails would be printed, links and all."
        return [Error(message, id="delivery.E010")]
    return []


def logs_hold_nobody(app_configs, **kwargs):
    """Any other form of a record carries addresses, titles and what was typed."""
    # What is reported is made anew and holds nothing that was logged but its kind and place.
    handlers = [handler for handler in settings.LOGGING["handlers"].values() if handler.get("class") != REPORTS]
    formatters = settings.LOGGING["formatters"]
    if any(formatters.get(handler.get("formatter"), {}).get("()") != JSON for handler in handlers):
        return [Error(f"Each handler in LOGGING writes by {JSON}, or is {REPORTS}.", id="delivery.E011")]
    return []


def proxies_are_told(app_configs, **kwargs):
    """All visitors are one, and who guesses codes shuts out everybody."""
    if is_public() and not settings.TRUSTED_PROXIES:
        message = "TRUSTED_PROXIES is 0: behind a proxy all visitors count as one."
        return [Warning(message, hint="Set it to how many of yours stand in a row.", id="delivery.W001")]
    return []


def nothing_travels_open(app_configs, **kwargs):
    """Links in mails, pictures, passwords of engines and all that they are asked: readable on the way."""
    if not is_public():
        return []
    warnings = []
    is_sealed = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.EMAIL_HOST not in LOOPBACK and not is_sealed:
        warnings.append(Warning("EMAIL_URL has no TLS: smtp+tls:// or smtp+ssl://.", id="delivery.W002"))
    if _is_open(settings.STORAGES["default"].get("OPTIONS", {}).get("endpoint_url", "")):
        warnings.append(Warning("MEDIA_URL_S3 has no TLS: https://.", id="delivery.W003"))
    if any(map(_may_be_open, settings.DATABASES.values())):
        message = "DATABASE_URL may go without TLS: ?sslmode=verify-full (or verify-ca, require)."
        warnings.append(Warning(message, id="delivery.W005"))
    caches = [one.get("LOCATION", "") for one in settings.CACHES.values()]
    if any(map(_is_open, [one for places in caches for one in ([places] if isinstance(places, str) else places)])):
        warnings.append(Warning("CACHE_URL has no TLS: rediss://.", id="delivery.W006"))
    if any(map(_is_open, settings.EDGE_PURGE_URLS)):
        message = "EDGE_PURGE_URL has no TLS: the token that empties the edge is read on the way."
        warnings.append(
            Warning(message, hint="https://, or a tunnel that begins on this machine.", id="delivery.W007")
        )
    return warnings


def _is_open(address: str) -> bool:
    """Whether an address leads to another machine in the clear."""
    parts = urlsplit(address)
    return parts.scheme in PLAIN and parts.hostname not in LOOPBACK


def _may_be_open(database: dict) -> bool:
    """Whether PostgreSQL is on another machine and may be spoken with in the clear; its own rule is "prefer"."""
    options = database.get("OPTIONS", {})
    hosts = str(options.get("host") or database.get("HOST", "")).split(",")
    is_elsewhere = any(host and not host.startswith("/") and host not in LOOPBACK for host in hosts)
    return "postgresql" in database["ENGINE"] and is_elsewhere and options.get("sslmode") not in SEALED_BY


def apart_from_the_database(app_configs, **kwargs):
    """Who copies the folder copies keys and texts together; who puts it back brings withdrawn stories back."""
    files = [one["NAME"] for one in settings.DATABASES.values() if one["ENGINE"].endswith("sqlite3")]
    folders = [Path(file).resolve().parent for file in files]
    return [
        Warning(f"{name} lies in the folder of the database: backups would hold both.", id="delivery.W004")
        for name in BESIDE_DATABASE
        if is_public()
        and any(Path(getattr(settings, name)).resolve().is_relative_to(folder) for folder in folders)
    ]
