"""Production. `dev` and `test` loosen what is written here; nothing is tightened elsewhere."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from csp.constants import NONCE, NONE, SELF

from campaign_site.settings.environment import (
    cache,
    database,
    env,
    media_storage,
    metrics_token,
    require,
    sentry_dsn,
    single_sign_on,
    statement_key,
    vault_keys,
)

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

require("SECRET_KEY", "SITE_URL", "VAULT_KEYS")

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL").rstrip("/")
# Where this machine reaches the public site, if not at its own address: take-downs are verified through it.
PUBLIC_HOST_AT = env.str("PUBLIC_HOST_AT", default="").rstrip("/")
# The caches before the site (deploy/varnish), each by its own address, and the secret by which they know us.
EDGE_PURGE_URLS = [address.rstrip("/") for address in env.list("EDGE_PURGE_URL", default=[])]
EDGE_PURGE_TOKEN = env.str("EDGE_PURGE_TOKEN", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])

INSTALLED_APPS = [
    "campaign_site.about",
    "campaign_site.accounts",
    "campaign_site.media",
    "campaign_site.pages",
    "campaign_site.press",
    "campaign_site.movement",
    "campaign_site.delivery",
    "campaign_site.demo",
    "stories.consent",
    "stories",
    "ambassadors",
    "donations",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "campaign_site.accounts.apps.UserManagementConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "campaign_site.pages.apps.AdminConfig",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.admin",  # its static files and templates only; it is not mounted
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the words of times in Wagtail's admin, in its four languages
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "campaign_site.delivery.middleware.headers.PolicyMiddleware",
    "campaign_site.delivery.middleware.headers.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "campaign_site.delivery.middleware.body_limits.BodyLimitMiddleware",
    "campaign_site.delivery.monitoring.health_by_address.HealthByAddressMiddleware",
    "campaign_site.delivery.middleware.compression.CompressionMiddleware",
    "campaign_site.delivery.middleware.control_characters.ControlCharactersMiddleware",
    "campaign_site.delivery.middleware.low_data.LowDataMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "campaign_site.delivery.middleware.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Before whatever else asks who is signed in: nobody is, without a second factor.
    "campaign_site.accounts.guard.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "stories.hidden_pages.HiddenPagesMiddleware",
    "campaign_site.media.hidden_pictures.HiddenPicturesMiddleware",
    "campaign_site.delivery.admin.incomplete_forms.IncompleteFormMiddleware",
]

ROOT_URLCONF = "campaign_site.urls"
WSGI_APPLICATION = "campaign_site.wsgi.application"
# Stories leave their title, a person's code, out of the search index on purpose.
SILENCED_SYSTEM_CHECKS = ["wagtailsearch.W001"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database(VAR_DIR / "campaign.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": cache()}
# What public views read of an address's query. Nothing else reaches them: it would only make copies of a page.
PUBLIC_QUERY = frozenset(
    {
        "age_band",
        "country",
        "currency",
        "data",
        "done",
        "exploitation",
        "kind",
        "language",
        "page",
        "programme",
        "q",
        "topic",
        "region",
    }
)
# Long work after a commit goes on in threads beside the requests (campaign_site/delivery/jobs/background.py).
WORK_IN_BACKGROUND = True

# What identifies people: keys from the environment, each person's own key and their files outside the database.
VAULT_KEYS = vault_keys()
VAULT_KEYRING = Path(env.str("VAULT_KEYRING", default=str(VAR_DIR / "keyring")))
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(VAR_DIR / "evidence")))
EVIDENCE_MAX_BYTES = 50 * 1024 * 1024
# Signs what is published about money each week (donations/transparency); without it nothing is.
STATEMENT_KEY = statement_key()
WITHDRAWAL_LEDGER = Path(env.str("WITHDRAWAL_LEDGER", default=str(VAR_DIR / "withdrawals.ledger")))

STATIC_URL = "/static/"
# Part of an installed version, where several versions share VAR_DIR: each looks for its own files.
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": media_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Of a form without its files; of every body outside the admin (campaign_site/delivery/middleware/body_limits.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
]
# Where the exit leads: a page that anybody may have open, in the reader's language.
EXIT_ADDRESSES = {
    "en": "https://en.wikipedia.org/wiki/Weather",
    "fr": "https://fr.wikipedia.org/wiki/M%C3%A9t%C3%A9orologie",
    "es": "https://es.wikipedia.org/wiki/Tiempo_atmosf%C3%A9rico",
    "ar": "https://ar.wikipedia.org/wiki/%D8%B7%D9%82%D8%B3",
}
LOCALE_PATHS = [BASE_DIR / "campaign_site" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
PASSWORD_HASHERS = [
    "campaign_site.accounts.hashers.SmallArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Cookies exist for editors only: the path keeps them off every public page.
ADMIN_PATH = SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Secure-session"
CSRF_COOKIE_NAME = "__Secure-csrf"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Whose session each one is, stands beside it: people see their own, and end them.
SESSION_ENGINE = "campaign_site.accounts.sessions"
# A session ends this long after the sign-in, whatever happens in it, and after this long without a request.
# (NIST SP 800-63B-4, AAL2: a day and an hour at most; 12 hours are a day's work.)
SESSION_LONGEST = timedelta(hours=12)
SESSION_IDLE = timedelta(hours=1)
SESSION_COOKIE_AGE = int(SESSION_LONGEST.total_seconds())
# Not in a cookie: Django's has no path, and public pages would get it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# How long a proof of who one is opens vaults, roles and exports, and changes how one signs in.
FRESH_SIGN_IN = timedelta(minutes=10)
ACCOUNT_ADAPTER = "campaign_site.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "campaign_site.accounts.sign_in_forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(FRESH_SIGN_IN.total_seconds())
# Counted in the database instead, for all processes (campaign_site/accounts/lockout.py).
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "campaign_site.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "campaign_site.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "campaign_site.accounts.sign_in_forms.CodeAgainForm",
    "activate_totp": "campaign_site.accounts.sign_in_forms.AppForm",
    "add_webauthn": "campaign_site.accounts.sign_in_forms.PasskeyForm",
    "login_webauthn": "campaign_site.accounts.sign_in_forms.SignInByPasskeyForm",
    "authenticate_webauthn": "campaign_site.accounts.sign_in_forms.SecondStepByPasskeyForm",
    "reauthenticate_webauthn": "campaign_site.accounts.sign_in_forms.PasskeyAgainForm",
}
# A passkey stands alone: it is something one has, opened by what one knows or is.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Anyone a Victim"
SOCIALACCOUNT_ADAPTER = "campaign_site.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = single_sign_on()
SOCIALACCOUNT_LOGIN_ON_GET = True

SECURE_SSL_REDIRECT = True
# What programs ask of each process, from within and in the clear. No copy of it is kept anywhere.
PROBES = ("/healthz", "/readyz", "/metrics")
SECURE_REDIRECT_EXEMPT = [f"^{probe[1:]}$" for probe in PROBES]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand before the site, each adding to X-Forwarded-For whom it spoke with.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        # Our scripts ask for nothing; who judges a page (Lighthouse) reads robots.txt from within it.
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
}
# No inline script, no evaluated text, nobody else's file. Wider than in public only where Wagtail 7.4 needs it:
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF],
    # The rich-text editor writes two style sheets of its own; static/js/admin.js hands them the nonce.
    "style-src": [SELF, NONCE],
    "img-src": [SELF],
    "media-src": [SELF],
    "font-src": [SELF],
    # Choosers, previews, comments and lists are fetched.
    "connect-src": [SELF],
    # Only a page's preview stands in a frame, beside its form (campaign_site/delivery/middleware/headers.py).
    "frame-src": [SELF],
    "frame-ancestors": [NONE],
    "form-action": [SELF],
    "base-uri": [NONE],
    # Without require-trusted-types-for: jQuery and the editor write HTML into the page.
}

# Cards are offered only when key and webhook secret are set. STRIPE_API_BASE is for a double of Stripe's in tests.
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="")

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"no-reply@{urlsplit(SITE_URL).hostname}"
)

# Who shows it reads the figures at /metrics; without it they are not there. Each process counts in a file there.
METRICS_TOKEN = metrics_token()
METRICS_DIR = Path(env.str("METRICS_DIR", default=str(VAR_DIR / "metrics")))
# Errors are reported there by kind and place (campaign_site/delivery/monitoring/error_reports.py); else nowhere.
SENTRY_DSN = sentry_dsn()
LOG_TO = ["console"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "campaign_site.delivery.monitoring.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": LOG_TO, "level": "INFO"},
    "loggers": {
        "django": {"handlers": LOG_TO, "level": "INFO", "propagate": False},
        # Its records carry the address asked for, and with it what a visitor typed.
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        # It writes the titles of pages.
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # It writes the address of each request, and what Stripe says of a wrong one.
        "stripe": {"level": "WARNING"},
        # It quotes what it finds in a broken document.
        "pypdf": {"level": "CRITICAL"},
        # It tells each step of each PDF.
        "weasyprint.progress": {"level": "WARNING"},
    },
}
if SENTRY_DSN:
    LOG_TO.append("error reports")
    LOGGING["handlers"]["error reports"] = {
        "class": "campaign_site.delivery.monitoring.error_reports.ErrorReports",
        "dsn": SENTRY_DSN,
    }

WAGTAIL_SITE_NAME = "Anyone a Victim"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "campaign_site.pages.workflow_finish.publish_approved_revision"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_PASSWORD_RESET_ENABLED = True
# Of the names that this machine knows, those that browsers know as well: not "localtime" and its like.
WAGTAIL_USER_TIME_ZONES = [*sorted(zone for zone in available_timezones() if "/" in zone), "UTC"]
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "campaign_site.accounts.sign_in_forms.NewPasswordForm"
# Nothing half typed is kept, and a new story that is handed in is not made twice (docs/decisions.md, 35).
WAGTAIL_AUTOSAVE_INTERVAL = 0
# How long a link to choose a password works; the mail says so.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
# Wagtail would answer a pasted address with the page's title, which for a story is the person's code.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAILIMAGES_IMAGE_MODEL = "media.CampaignImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "campaign_site.media.forms.CampaignImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
# A phone of three pixels in one gets the widest: a story with its picture stays below 100 KB (bench: slow_phone).
WAGTAILIMAGES_AVIF_QUALITY = 60
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "media.CampaignDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "campaign_site.media.forms.CampaignDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_CONTENT_TYPES = {"pdf": "application/pdf"}
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "campaign_site.pages.search.backend"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
