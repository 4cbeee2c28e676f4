"""Above which amount two people settle a payment: about 1,000 EUR in each currency. Curated. Pure."""

# Minor units; an amount of exactly this much is settled by one.
ONE_PERSON_UP_TO = {
    "EUR": 1_000_00,
    "USD": 1_000_00,
    "GBP": 850_00,
    "CHF": 950_00,
    "JPY": 150_000,
    "KWD": 350_000,
}


def needs_second_person(minor: int, currency: str) -> bool:
    """Whether two people settle this amount; in a currency that is not ours always."""
    return minor > ONE_PERSON_UP_TO.get(currency, 0)
