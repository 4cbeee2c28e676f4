"""The ways to pay. Each turns what its provider says into facts; none of them touches a pledge.

`card()` is the one that the site's settings switch on, or None: then no page offers cards.
"""

from functools import cache

from django.conf import settings

from donations.providers.interface import CardProvider


def card() -> CardProvider | None:
    """Return the provider of card payments, or None where no key is set."""
    if not (settings.STRIPE_SECRET_KEY and settings.STRIPE_WEBHOOK_SECRET):
        return None
    return _stripe(settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, settings.STRIPE_API_BASE)


@cache
def _stripe(key: str, webhook_secret: str, api_base: str) -> CardProvider:
    from donations.providers.stripe_checkout import StripeCheckout

    return StripeCheckout(key, webhook_secret, api_base)
