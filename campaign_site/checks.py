"""Settings that would put somebody in danger stop the start (`manage.py check`, every command, every server).

Each check names what must hold and why; `campaign_site.settings.dev` may loosen only what it says it loosens.
What concerns one app only stands in a `checks.py` of its own. All bear Django's tag "security".
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import ERROR, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured

from campaign_site.delivery.checks import is_public

GUARD = "campaign_site.accounts.guard.SecondFactorMiddleware"
SIGNED_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"
# With these begins what `settings.dev` makes up.
PUBLISHED = "development only"
# deploy/varnish/default.vcl takes no shorter one.
LEAST_TOKEN = 32
# How many different signs a token has at the least; it may be written in sixteen.
FEWEST_SIGNS_OF_TOKEN = 10
# Of a secret: how long, and how many different signs random text of that length has at the least.
SHORTEST_SECRET, FEWEST_SIGNS = 50, 16
# What nobody may see any more is shown in the admin, or handed out as a file, without them.
HIDES = (
    "stories.hidden_pages.HiddenPagesMiddleware",
    "campaign_site.media.hidden_pictures.HiddenPicturesMiddleware",
)


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (
        no_debug,
        cookies_only_for_editors,
        no_third_party,
        one_copy_of_words,
        second_factor_is_asked_for,
        hidden_stays_hidden,
        secrets_are_secret,
        edge_knows_us,
        figures_are_guarded,
        passwords_are_hard_to_try,
        provider_is_asked_in_secret,
    ):
        register(check, Tags.security)


def refuse_to_serve_in_danger() -> None:
    """Raise ImproperlyConfigured, which names each danger, unless there is none. A server runs none itself."""
    dangers = [str(found) for found in run_checks(tags=[Tags.security]) if found.level >= ERROR]
    if dangers:
        raise ImproperlyConfigured("This site does not start:\n" + "\n".join(dangers))


def no_debug(app_configs, **kwargs):
    """Error pages with local variables would show what people typed."""
    if settings.DEBUG:
        return [Error("DEBUG shows visitors' input on error pages; it stays off.", id="campaign_site.E001")]
    return []


def cookies_only_for_editors(app_configs, **kwargs):
    """A cookie on a public page is a trace on a shared phone."""
    errors = []
    for name in ("SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH"):
        if getattr(settings, name) != settings.ADMIN_PATH:
            errors.append(
                Error(f"{name} must be {settings.ADMIN_PATH}: no cookie on public pages.", id="campaign_site.E002")
            )
    for name in ("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"):
        if not getattr(settings, name):
            errors.append(Error(f"{name} must be on.", id="campaign_site.E003"))
    if is_public() and not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        errors.append(Error("With an https address, cookies are Secure.", id="campaign_site.E004"))
    return errors


def no_third_party(app_configs, **kwargs):
    """Nobody else learns who edits here or what is embedded."""
    unwanted = {
        "WAGTAIL_GRAVATAR_PROVIDER_URL": "sends a hash of editors' addresses abroad",
        "WAGTAIL_ENABLE_UPDATE_CHECK": "tells another server of this installation",
        "WAGTAILEMBEDS_FINDERS": "asks other servers for embeds",
    }
    # Wagtail's own defaults are on, so a setting that is missing is as bad as one that is on.
    return [
        Error(f"{name} must be set and off: it {reason}.", id="campaign_site.E005")
        for name, reason in unwanted.items()
        if getattr(settings, name, True)
    ]


def one_copy_of_words(app_configs, **kwargs):
    """A person's words lie in as few places as can be, or a take-down misses one."""
    errors = []
    if getattr(settings, "WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE", False):
        errors.append(
            Error("WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE makes aliases; it stays off.", id="campaign_site.E006")
        )
    for alias, backend in settings.WAGTAILSEARCH_BACKENDS.items():
        if backend["BACKEND"] != "campaign_site.pages.search.backend":
            errors.append(
                Error(
                    f"Search backend {alias}: only the database, which forgets in the same transaction.",
                    id="campaign_site.E007",
                )
            )
    if "wagtail.contrib.redirects" in settings.INSTALLED_APPS:
        errors.append(
            Error("Redirects keep old addresses of stories; the app stays out.", id="campaign_site.E008")
        )
    return errors


def second_factor_is_asked_for(app_configs, **kwargs):
    """A password alone must not open a vault."""
    middleware = settings.MIDDLEWARE
    if GUARD not in middleware or middleware.index(GUARD) < middleware.index(SIGNED_IN):
        return [Error(f"{GUARD} must stand after {SIGNED_IN}.", id="campaign_site.E011")]
    if getattr(settings, "MFA_TOTP_INSECURE_BYPASS_CODE", None):
        return [Error("MFA_TOTP_INSECURE_BYPASS_CODE lets anybody in.", id="campaign_site.E011")]
    return []


def hidden_stays_hidden(app_configs, **kwargs):
    """Their screens ask for each request whether the person behind a page took it back."""
    return [
        Error(f"{name} must be in MIDDLEWARE.", id="campaign_site.E009")
        for name in HIDES
        if name not in settings.MIDDLEWARE
    ]


def secrets_are_secret(app_configs, **kwargs):
    """SECRET_KEY signs sessions and links, and seals mails and second factors: who guesses it is everybody."""
    if not is_public():
        return []
    errors = []
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if any(secret.startswith(PUBLISHED) for secret in secrets):
        errors.append(Error("SECRET_KEY is the published one of the demonstration.", id="campaign_site.E012"))
    if any(len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_SIGNS for secret in secrets):
        message = f"SECRET_KEY, and each former one, has at least {SHORTEST_SECRET} random signs."
        errors.append(Error(message, id="campaign_site.E010"))
    return errors


def edge_knows_us(app_configs, **kwargs):
    """An edge that takes no purge from us keeps a withdrawn story until its copy is too old."""
    token = settings.EDGE_PURGE_TOKEN
    if settings.EDGE_PURGE_URLS and (len(token) < LEAST_TOKEN or len(set(token)) < FEWEST_SIGNS_OF_TOKEN):
        text = f"EDGE_PURGE_URL needs EDGE_PURGE_TOKEN, {LEAST_TOKEN} random characters or more."
        return [Error(text, id="campaign_site.E015")]
    return []


def figures_are_guarded(app_configs, **kwargs):
    """Figures say how much is asked, confirmed and refused; who guesses the token watches people at it."""
    if is_public() and 0 < len(set(settings.METRICS_TOKEN)) < FEWEST_SIGNS_OF_TOKEN:
        return [Error("METRICS_TOKEN is random, and no sign again and again.", id="campaign_site.E016")]
    return []


def passwords_are_hard_to_try(app_configs, **kwargs):
    """Whoever steals the table tries a thousand million words a second at an easy hash."""
    if is_public() and "Argon2" not in settings.PASSWORD_HASHERS[0]:
        return [Error("PASSWORD_HASHERS begins with Argon2.", id="campaign_site.E013")]
    return []


def provider_is_asked_in_secret(app_configs, **kwargs):
    """Whoever answers in its place says who is signed in."""
    providers = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    servers = [urlsplit(provider["settings"]["server_url"]) for provider in providers]
    if is_public() and any(server.scheme != "https" for server in servers):
        return [Error("OIDC_ISSUER begins with https://.", id="campaign_site.E014")]
    return []
