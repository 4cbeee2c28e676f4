"""Reads the environment: which variables there are, and how each address becomes a setting."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
KEY_BYTES = 32
SHORTEST_TOKEN = 20


def _schema_may_be_untrusted() -> bool:
    """Whether tables may check JSON while trusted_schema is off (SQLite 3.40.1 of Debian 12 refuses)."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        try:
            connection.execute("CREATE TABLE probe (value text CHECK (json_valid(value)))")
        except sqlite3.OperationalError:
            return False
    return True


SQLITE_OPTIONS = {
    # Measured with 8 writers of 150 transactions each: default 42 failures, WAL alone 1,143, both 0.
    "transaction_mode": "IMMEDIATE",
    # Seconds, while a connection is opened; of later waits campaign_site/delivery/database/sqlite_turns.py.
    "timeout": 20,
    # Of the 128 that Python would keep for each thread's connection some take 50 KB. The home page asks 10.
    "cached_statements": 12,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON; PRAGMA secure_delete=ON;"
        + (" PRAGMA trusted_schema=OFF;" if _schema_may_be_untrusted() else "")
    ),
}
POSTGRESQL_OPTIONS = {
    # The database keeps its plan of what it is asked again: the gate's takes longer to make than to follow.
    # A pooler in between has to know prepared statements (PgBouncer from 1.21).
    "server_side_binding": True,
    "prepare_threshold": 3,
    # Seconds. Whoever waits for the database longer is told so (campaign_site/delivery/database/postgresql).
    # The pool's own pauses between two tries grow with the outage, up to minutes, unless it gives up soon and
    # begins anew.
    "pool": {"min_size": 1, "max_size": 8, "timeout": 4, "reconnect_timeout": 2},
    "connect_timeout": 3,
    # Milliseconds: a machine that is gone without a word is given up.
    "tcp_user_timeout": 10_000,
    # Compiling what may be shown took PostgreSQL seconds for a search among ten stories, running it 50 ms.
    "options": (
        "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off"
    ),
}


def require(*names: str) -> None:
    """Refuse to start when one of the variables is missing, and name every one that is.

    Raises ImproperlyConfigured.
    """
    if missing := [name for name in names if not env.str(name, default="")]:
        raise ImproperlyConfigured(
            "Set these environment variables before starting: "
            + ", ".join(missing)
            + ". README.md says what each is for."
        )


def database(default: Path) -> dict:
    """The connection for DATABASE_URL, or the embedded SQLite file at `default`."""
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{default}")
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
        # A thread keeps its connection: opening one reads all tables and triggers, 5 ms each time.
        config["CONN_MAX_AGE"] = 60
    else:
        if config["ENGINE"].endswith("postgresql"):
            config["ENGINE"] = "campaign_site.delivery.database.postgresql"
        config["CONN_HEALTH_CHECKS"] = True
        given = config.get("OPTIONS", {})
        # Beside ours, not in their place: the server reads them in this order, and the last one counts.
        together = " ".join(filter(None, (POSTGRESQL_OPTIONS["options"], given.get("options"))))
        config["OPTIONS"] = {**POSTGRESQL_OPTIONS, **given, "options": together}
    return config


def cache() -> dict:
    """The cache for CACHE_URL, or memory of this process. Redis may be away without a page being lost."""
    config = env.cache_url("CACHE_URL", default="locmemcache://")
    if config["BACKEND"].endswith("RedisCache"):
        config["BACKEND"] = "campaign_site.delivery.caching.forgiving_cache.ForgivingRedisCache"
        config["OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1, **config.get("OPTIONS", {})}
    return config


def vault_keys() -> list[bytes]:
    """Return VAULT_KEYS, newest first. Raises ImproperlyConfigured unless each is base64 of 32 bytes."""
    return [_key("VAULT_KEYS", text) for text in env.list("VAULT_KEYS")]


def statement_key() -> bytes:
    """Return STATEMENT_KEY, or nothing when unset. Raises ImproperlyConfigured unless it is base64 of 32 bytes."""
    text = env.str("STATEMENT_KEY", default="")
    return _key("STATEMENT_KEY", text) if text else b""


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text, altchars=b"-_", validate=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} holds something that is not base64.") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"Each of {name} is base64 of {KEY_BYTES} random bytes.")
    return key


def media_storage() -> dict:
    """The storage for MEDIA_URL_S3 (https://KEY:SECRET@host/bucket), or the local folder when unset."""
    address = env.str("MEDIA_URL_S3", default="")
    if not address:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return {
        "BACKEND": "campaign_site.delivery.object_storage.ObjectStorage",
        "OPTIONS": {
            "endpoint_url": f"{parts.scheme}://{parts.hostname}{port}",
            "bucket_name": parts.path.strip("/"),
            "access_key": parts.username,
            "secret_key": parts.password,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }


def metrics_token() -> str:
    """Return METRICS_TOKEN, or nothing when unset. Raises ImproperlyConfigured for one that could be guessed."""
    token = env.str("METRICS_TOKEN", default="")
    if token and len(token) < SHORTEST_TOKEN:
        raise ImproperlyConfigured(f"METRICS_TOKEN has at least {SHORTEST_TOKEN} characters.")
    return token


def sentry_dsn() -> str:
    """Return SENTRY_DSN (https://KEY@host/project), or nothing when unset.

    Raises ImproperlyConfigured when it cannot be read, or would send reports in clear to another machine.
    """
    address = env.str("SENTRY_DSN", default="")
    if not address:
        return ""
    parts = urlsplit(address)
    if not (parts.scheme in {"http", "https"} and parts.username and parts.hostname and parts.path.strip("/")):
        raise ImproperlyConfigured("SENTRY_DSN is https://KEY@host/project.")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise ImproperlyConfigured("SENTRY_DSN has to begin with https.")
    return address


def single_sign_on() -> dict:
    """The OpenID Connect provider of OIDC_ISSUER, or none. Raises ImproperlyConfigured when only part is set."""
    if not env.str("OIDC_ISSUER", default=""):
        return {}
    require("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    app = {
        "provider_id": "oidc",
        "name": env.str("OIDC_NAME", default="OpenID Connect"),
        "client_id": env.str("OIDC_CLIENT_ID"),
        "secret": env.str("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": env.str("OIDC_ISSUER").rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}
