"""How amounts and ways to pay are written for people, in the reader's language. No request, no template."""

from django.utils.translation import get_language, get_language_bidi, gettext_lazy

from donations.ledger import BANK_TRANSFER
from donations.money import Money

PROVIDERS = {
    BANK_TRANSFER: gettext_lazy("Bank transfer"),
    "stripe": gettext_lazy("Card (Stripe)"),
    "fake": gettext_lazy("Card (example)"),
}


def written(money: Money) -> str:
    """Return an amount with its code, to stand alone or in `<bdi class="amount">`."""
    return money.format(get_language() or "en")


def written_to_type(money: Money) -> str:
    """Return an amount as we suggest to type it: with its code, without marks between thousands."""
    return money.format_to_type(get_language() or "en")


def written_apart(money: Money) -> str:
    """Return an amount that keeps its own direction, whatever stands around it in a line of text."""
    return f"\N{FIRST STRONG ISOLATE}{written(money)}\N{POP DIRECTIONAL ISOLATE}"


def written_in_text(money: Money) -> str:
    """Return an amount for the middle of a sentence: where that runs from the right, in its own direction."""
    return written_apart(money) if get_language_bidi() else written(money)


def provider_name(provider: str) -> str:
    """Return how a way to pay is called; what we have no name for is called as the ledger does."""
    return str(PROVIDERS.get(provider, provider))
