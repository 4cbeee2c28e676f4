"""Above which amount two people decide about money: about 1,000 EUR in each currency. Curated. Pure.

One proposes, another agrees or does not: about a bank transfer (`statements/settling.py`), and about a refund to a
card (`cards/refunding.py`).
"""

from django.utils.translation import gettext_lazy

NOT_THEIR_OWN = gettext_lazy("You proposed this yourself, so another officer has to agree.")
# Minor units; about exactly this much one decides.
ONE_PERSON_UP_TO = {
    "EUR": 1_000_00,
    "USD": 1_000_00,
    "GBP": 850_00,
    "CHF": 950_00,
    "JPY": 150_000,
    "KWD": 350_000,
}


def needs_second_person(minor: int, currency: str) -> bool:
    """Whether two people decide about this amount; in a currency that is not ours always."""
    return minor > ONE_PERSON_UP_TO.get(currency, 0)


class Overtaken(Exception):
    """Somebody else did something about this since it was opened; nothing was done now."""


class OwnProposal(Exception):
    """Whoever proposed something cannot be the second person."""
