"""What stands on each account, counted one line after the other."""

from collections import Counter

from donations.models import LedgerLine


def balances() -> dict[tuple[str, str], int]:
    """Return minor units by account (with its provider, such as "clearing:fake") and currency."""
    found = Counter()
    for line in LedgerLine.objects.all():
        found[":".join(filter(None, [line.account, line.provider])), line.currency] += line.minor
    return dict(found)
