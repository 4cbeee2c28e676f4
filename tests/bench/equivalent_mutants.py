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
    "amounts": {
        "AmountError.__init__: super().__init__(reason) → pass": "Python keeps what an exception is made of",
        "_parse: 1 → 2": "whether there is a first character is also seen by looking for two",
        "_read: 1 → 2": "a second decimal mark ends up among the decimals, which are no digits then",
        "_read: len(marks) > 2 → len(marks) >= 2": "two marks have been dealt with above",
        "_read: 2 → 1 (2)": "two marks have been dealt with above",
    },
    "due": {
        "Step: 'remind' → 'remin'": "steps are told apart, and their words neither shown nor stored",
        "Step: 'lapse' → 'laps'": "steps are told apart, and their words neither shown nor stored",
        "Step: 'forget' → 'forge'": "steps are told apart, and their words neither shown nor stored",
        "_number: 0 → -1": "only a payment may lie before the start, and it never lowers the number",
    },
}
