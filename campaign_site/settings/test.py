"""Tests: development with files in a folder of its own and hashes that cost nothing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="campaign-test-"))
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ["SITE_URL"] = "http://testserver"

from campaign_site.settings.dev import *  # noqa: F403 -- the base reads what was set above
from campaign_site.settings.dev import DATABASES, STORAGES, VAR_DIR

# Nobody listens there: a take-down's questions are refused at once, where a name server would be waited for.
PUBLIC_HOST_AT = "http://127.0.0.1:1"
# What production answers; tests of the catalogue ask for its addresses themselves.
ROOT_URLCONF = "campaign_site.urls"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A thread would not see what a test's own transaction holds.
WORK_IN_BACKGROUND = False
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# A file, not memory: browser tests serve from threads. TEST_DATABASE keeps one between runs (--reuse-db).
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", str(Path(VAR_DIR) / "test.sqlite3"))}
elif name := os.environ.get("TEST_DATABASE"):
    DATABASES["default"]["TEST"] = {"NAME": name}
