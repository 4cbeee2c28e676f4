"""The public numbers: one function, which bar, card, list, export and admin all read.

Only promises are known before the ledger exists; what was received is not shown rather than guessed.
"""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Case, Count, F, Sum, When

from donations.choices import Rhythm
from donations.currencies import CURRENCIES
from donations.models import Pledge
from donations.money import Money

# A monthly promise has no end; the public number holds one year of it, and says so.
MONTHS_COUNTED = 12

PROMISED_MINOR = Case(
    When(rhythm=Rhythm.MONTHLY, then=F("minor") * MONTHS_COUNTED),
    default=F("minor"),
    output_field=BigIntegerField(),
)


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised in one currency, and by how many pledges."""

    money: Money
    pledges: int


def promised_by_programme(translation_keys=None) -> dict[str, list[Promised]]:
    """Return what is promised per programme (by translation key) and currency, in one query.

    All languages of a programme share its pledges. `translation_keys` narrows; None means every programme.
    """
    pledges = Pledge.objects.promised()
    if translation_keys is not None:
        pledges = pledges.filter(programme__translation_key__in=translation_keys)
    rows = (
        pledges.order_by()
        .values("programme__translation_key", "currency", "exponent")
        .annotate(total=Sum(PROMISED_MINOR), pledges=Count("pk"))
    )
    result: dict[str, list[Promised]] = {}
    for row in sorted(rows, key=lambda row: list(CURRENCIES).index(row["currency"])):
        money = Money(int(row["total"]), row["currency"], row["exponent"])
        result.setdefault(str(row["programme__translation_key"]), []).append(Promised(money, row["pledges"]))
    return result


def promised_in_all() -> list[Promised]:
    """Return what is promised to all programmes together, per currency; never summed across currencies."""
    totals: dict[str, Promised] = {}
    for rows in promised_by_programme().values():
        for row in rows:
            sofar = totals.get(row.money.currency)
            totals[row.money.currency] = (
                Promised(sofar.money + row.money, sofar.pledges + row.pledges) if sofar else row
            )
    return [totals[code] for code in CURRENCIES if code in totals]
