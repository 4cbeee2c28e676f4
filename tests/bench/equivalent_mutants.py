"""Mistakes that change nothing that anybody could notice, by module and by their names, each with the reason.

Nothing else is left out of the score; one of these that a test does notice is refused.
"""

EQUIVALENT: dict[str, dict[str, str]] = {
    "money": {
        "Money.plain: 'f' → ''": "Python writes exponents from the seventh decimal on, and no currency has five",
    },
    "ledger": {
        "is_balanced: sums[line.currency] += line.minor → sums[line.currency] -= line.minor": (
            "what sums to nothing does so with all signs turned"
        ),
    },
}
