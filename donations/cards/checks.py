"""Settings of the ways to pay that would lose money, or show play money as real, stop the start."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from campaign_site.delivery.checks import LOOPBACK, is_public
from donations.providers.stripe_checkout import LIVE

TEST = ("sk_test_", "rk_test_")


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (key_and_secret_together, key_is_secret, double_stays_here, live_money_on_public_sites):
        register(check, Tags.security)


def key_and_secret_together(app_configs, **kwargs):
    """With a key alone payments would be taken and never booked."""
    if bool(settings.STRIPE_SECRET_KEY) != bool(settings.STRIPE_WEBHOOK_SECRET):
        return [Error("Set both STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or neither.", id="donations.E001")]
    return []


def key_is_secret(app_configs, **kwargs):
    """A publishable key, or the webhook's secret, in the wrong place."""
    errors = []
    if settings.STRIPE_SECRET_KEY and not settings.STRIPE_SECRET_KEY.startswith(LIVE + TEST):
        errors.append(Error("STRIPE_SECRET_KEY begins with sk_ or rk_.", id="donations.E002"))
    if settings.STRIPE_WEBHOOK_SECRET and not settings.STRIPE_WEBHOOK_SECRET.startswith("whsec_"):
        errors.append(Error("STRIPE_WEBHOOK_SECRET begins with whsec_.", id="donations.E002"))
    return errors


def double_stays_here(app_configs, **kwargs):
    """Whoever answers at STRIPE_API_BASE gets the key, and decides what was paid."""
    if not settings.STRIPE_API_BASE:
        return []
    if is_public() or settings.STRIPE_SECRET_KEY.startswith(LIVE):
        message = "STRIPE_API_BASE is for tests: not on a public site, never with a live key."
        return [Error(message, id="donations.E003")]
    if urlsplit(settings.STRIPE_API_BASE).hostname not in LOOPBACK:
        return [Error("STRIPE_API_BASE is an address of this machine.", id="donations.E003")]
    return []


def live_money_on_public_sites(app_configs, **kwargs):
    """Real cards are charged by public sites only; play money on a public site is booked as if it were real."""
    if settings.STRIPE_SECRET_KEY.startswith(LIVE) and not is_public():
        return [Error("A live STRIPE_SECRET_KEY charges real cards: only with https.", id="donations.E004")]
    if settings.STRIPE_SECRET_KEY.startswith(TEST) and is_public():
        message = "STRIPE_SECRET_KEY is a test key: payments here are play money, and are booked."
        return [Warning(message, id="donations.W001")]
    return []
