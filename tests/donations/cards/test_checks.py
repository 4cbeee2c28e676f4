"""Keys in the wrong place, play money on a public site, a live key sent elsewhere: the site does not start so."""

import pytest

from donations.cards import checks
from donations.providers.interface import NotGenuine
from donations.providers.stripe_checkout import StripeCheckout

LIVE, TEST, SECRET = "sk_live_1", "sk_test_1", "whsec_1"
PUBLIC, HERE = "https://campaign.example", "http://127.0.0.1:8000"
ALL = (
    checks.key_and_secret_together,
    checks.key_is_secret,
    checks.double_stays_here,
    checks.live_money_on_public_sites,
)


@pytest.mark.parametrize(
    ("key", "secret", "base", "site", "said"),
    [
        ("", "", "", PUBLIC, []),
        (LIVE, SECRET, "", PUBLIC, []),
        (TEST, SECRET, "", HERE, []),
        (TEST, SECRET, "http://127.0.0.1:9", HERE, []),
        (LIVE, "", "", PUBLIC, ["donations.E001"]),
        ("", SECRET, "", PUBLIC, ["donations.E001"]),
        ("pk_live_1", SECRET, "", PUBLIC, ["donations.E002"]),
        (LIVE, "sk_live_1", "", PUBLIC, ["donations.E002"]),
        (LIVE, SECRET, "http://127.0.0.1:9", PUBLIC, ["donations.E003"]),
        ("", "", "http://127.0.0.1:9", PUBLIC, ["donations.E003"]),
        (TEST, SECRET, "http://10.0.0.9", HERE, ["donations.E003"]),
        (TEST, SECRET, "http://localhost.evil.example", HERE, ["donations.E003"]),
        (LIVE, SECRET, "", HERE, ["donations.E004"]),
        (TEST, SECRET, "", PUBLIC, ["donations.W001"]),
    ],
)
def test_dangerous_settings_are_named(settings, key, secret, base, site, said):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = key, secret
    settings.STRIPE_API_BASE, settings.SITE_URL = base, site
    assert [message.id for check in ALL for message in check(None)] == said


def test_a_live_key_believes_live_notifications_only(stripe):
    event = {"id": "evt_1", "object": "event", "data": {"object": {"object": "customer"}}}
    for key, live in ((LIVE, True), ("rk_live_1", True), (TEST, False)):
        provider = StripeCheckout(key, stripe.secret)
        body, signature = stripe.signed({**event, "livemode": live})
        assert provider.parse_notification({"Stripe-Signature": signature}, body).ref == "evt_1"
        body, signature = stripe.signed({**event, "livemode": not live})
        with pytest.raises(NotGenuine):
            provider.parse_notification({"Stripe-Signature": signature}, body)
