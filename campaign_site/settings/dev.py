"""Development and `make run`: production with plain http on this machine and made-up secrets."""

import os

os.environ.setdefault("SECRET_KEY", "development only, never a secret")
os.environ.setdefault("VAULT_KEYS", "ZGV2ZWxvcG1lbnQgb25seSwgbmV2ZXIgYSBzZWNyZXQ=")
os.environ.setdefault("STATEMENT_KEY", "ZGV2ZWxvcG1lbnQgb25seSwgbmV2ZXIgYSBzZWNyZXQ=")
os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

from campaign_site.settings.base import *  # noqa: F403 -- the base reads what was set above
from campaign_site.settings.base import LOGGING, MIDDLEWARE

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_PROXY_SSL_HEADER = None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
# The catalogue of components stands beside the site, at /en/design/.
ROOT_URLCONF = "campaign_site.catalogue.urls"
# Statements that take so long are logged with their view; requests are not.
SLOW_QUERY_MS = float(os.environ.get("SLOW_QUERY_MS", "200"))
MIDDLEWARE = ["campaign_site.delivery.monitoring.slow_queries.SlowQueryMiddleware", *MIDDLEWARE]
LOGGING["loggers"]["campaign_site.delivery.monitoring.request_log"] = {"level": "WARNING"}
