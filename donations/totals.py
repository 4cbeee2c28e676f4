"""The public numbers: one function, which bar, card, embed, list, export and admin all read.

They are kept with what they count (donations/tally_triggers.py), so that a million pledges cost no more than ten.
"""

from dataclasses import dataclass

from django.db.models import Sum

from campaign_site.delivery.caching.publication import NUMBERS
from campaign_site.delivery.page_cache.sharing import uses
from donations.currencies import CURRENCIES
from donations.money import Money
from donations.tally_models import Tally

What = Tally.What
PLACES = {code: place for place, code in enumerate(CURRENCIES)}


@dataclass(frozen=True, slots=True)
class Total:
    """One currency's four numbers, side by side and never mixed.

    `promised`: confirmed and neither called off nor lapsed, by so many `pledges`; a monthly gift counts with
    twelve months. `lapsed`: promised once and no longer waited for. `received` and `returned` are money, as the
    ledger has it; what is disputed counts as returned until the dispute is won.
    """

    promised: Money
    pledges: int
    lapsed: Money
    received: Money
    returned: Money

    def __add__(self, other: "Total") -> "Total":
        """Return the sum. Raises CurrencyMismatch."""
        return Total(
            self.promised + other.promised,
            self.pledges + other.pledges,
            self.lapsed + other.lapsed,
            self.received + other.received,
            self.returned + other.returned,
        )


def totals_by_programme(translation_keys=None) -> dict[str, list[Total]]:
    """Return the numbers per programme (by translation key) and currency, in one query.

    All languages of a programme share its pledges. `translation_keys` narrows; None means every programme.
    A currency in which all four are nothing is left out.
    """
    uses(NUMBERS)
    tallies = Tally.objects.order_by()
    if translation_keys is not None:
        tallies = tallies.filter(programme__in=translation_keys)
    found: dict[tuple, dict[str, tuple[int, int]]] = {}
    sums = tallies.values_list("programme", "currency", "what").annotate(Sum("minor"), Sum("pledges"))
    for programme, code, what, minor_units, pledges in sums:
        found.setdefault((str(programme), code), {})[what] = (int(minor_units), int(pledges))
    result: dict[str, list[Total]] = {}
    for programme, code in sorted(found, key=lambda key: (key[0], PLACES[key[1]])):
        numbers = found[programme, code]
        minor = {what: Money.of(numbers.get(what, (0, 0))[0], code) for what in What}
        if any(money.minor for money in minor.values()):
            pledges = numbers.get(What.PROMISED, (0, 0))[1]
            result.setdefault(programme, []).append(_total(minor, pledges))
    return result


def totals_in_all() -> list[Total]:
    """Return the numbers of all programmes together, per currency; never summed across currencies."""
    return together(totals_by_programme())


def together(by_programme: dict[str, list[Total]]) -> list[Total]:
    """Return the sums of what `totals_by_programme` returned, per currency."""
    sums: dict[str, Total] = {}
    for rows in by_programme.values():
        for row in rows:
            code = row.promised.currency
            sums[code] = sums[code] + row if code in sums else row
    return [sums[code] for code in CURRENCIES if code in sums]


def _total(minor: dict[What, Money], pledges: int) -> Total:
    return Total(minor[What.PROMISED], pledges, minor[What.LAPSED], minor[What.RECEIVED], minor[What.RETURNED])
