"""The site as it runs in production: two processes, Redis, an S3 endpoint, Varnish, and the test's database."""

import base64
import fcntl
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection

from tests.production import engines
from tests.production.doors import HOST, Door
from tests.site.tree import ROOT


def database_address() -> str:
    """Return DATABASE_URL of the database that this test runs on."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    return f"postgres://{used['USER']}@{used['HOST']}:{used['PORT']}/{used['NAME']}"


@pytest.fixture(scope="session")
def redis():
    with engines.redis() as address:
        yield address


@pytest.fixture(scope="session")
def object_storage():
    with engines.object_storage() as address:
        yield address


@pytest.fixture(scope="session")
def of_all_workers(tmp_path_factory):
    """A folder that the processes of one run of pytest have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def installation(tmp_path_factory, of_all_workers):
    """A folder, the static files, collected once for all workers, and the secrets that all processes share."""
    folder = tmp_path_factory.mktemp("installation")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "campaign_site.settings.base",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(of_all_workers / "collected"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "VAULT_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
        "EMAIL_URL": "smtp://127.0.0.1:1",
    }
    with (of_all_workers / "collecting").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (of_all_workers / "collected").exists():
            subprocess.run(
                [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
                cwd=ROOT, env=environment, check=True, stdin=subprocess.DEVNULL,
            )  # fmt: skip
    return environment


@pytest.fixture
def start(installation, transactional_db):
    """`with start(CACHE_URL=…) as door:` runs one application process under production settings."""
    return lambda **variables: application(installation, **variables)


@contextmanager
def application(installation: dict[str, str], port: int | None = None, **variables: str):
    """Run one application process under production settings, on this test's database; yields its door."""
    port = port or engines.free_port()
    arguments = engines.granian(port, workers=1, threads=2)
    environment = {
        **installation,
        "DATABASE_URL": database_address(),
        "WITHDRAWAL_LEDGER": str(settings.WITHDRAWAL_LEDGER),
        **variables,
    }
    with engines.running(arguments, lambda: engines.answers(port), cwd=ROOT, env=environment):
        yield Door(f"http://127.0.0.1:{port}")
