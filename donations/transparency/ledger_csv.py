"""The whole ledger for everybody: amounts, days and programmes, and nothing that leads to a person.

Left out on purpose: references, providers' numbers, the time of day, and the hashes, from which a patient reader
could find out whether what they guess was booked. Two columns instead of a sign: no cell begins like a formula.
"""

import csv
from collections.abc import Iterator

from donations.booking import end_of_ledger
from donations.ledger_models import LedgerLine
from donations.money import Money

COLUMNS = (
    "number", "booked_on", "kind", "reason", "undoes",
    "account", "provider", "programme", "currency", "debit", "credit",
)  # fmt: skip
AT_ONCE = 2000


class _Line:
    """What the writer of the csv module writes to: it hands the line back."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text


def lines() -> Iterator[str]:
    """Yield the file line by line, up to where the ledger ends now; debit is what we hold, credit what we got."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    names = ("booked_at", "kind", "reason", "reverses_id")
    rows = LedgerLine.objects.filter(transaction_id__lte=end_of_ledger()[0]).order_by("pk")
    own = ("account", "provider", "programme", "currency", "minor")
    for number, at, *rest, currency, minor in rows.values_list(
        "transaction_id", *(f"transaction__{name}" for name in names), *own
    ).iterator(AT_ONCE):
        amount = Money.of(abs(minor), currency).plain()
        sides = (amount, "") if minor > 0 else ("", amount)
        yield writer.writerow([number, at.date(), *rest, currency, *sides])
