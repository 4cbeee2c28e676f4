"""How many stand with survivors: in the world, by country, by first name. Only what is confirmed counts.

A country, or a name, is shown from `LEAST` people on, so that nobody is singled out. Counted at most once a minute
in each process, whoever reads: a million commitments take longer to count than a page may take.
"""

from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count

from campaign_site.delivery.caching.publication import NUMBERS
from campaign_site.delivery.page_cache.sharing import keeps_for, uses
from campaign_site.movement.commitments import Commitment
from campaign_site.pages.choices import country_name, sort_key

LEAST = 5
MOST_NAMES = 24
KEPT_SECONDS = 60
KEY = "movement.counts"


class Place(NamedTuple):
    """A country by its name in the active language, and how many of its people stand with survivors."""

    name: str
    number: int


class Standing(NamedTuple):
    """All who do, the countries with enough of them (most first), those elsewhere, and first names to be shown."""

    total: int
    places: list[Place]
    elsewhere: int
    names: list[str]

    @property
    def most(self) -> int:
        """The number of the first country."""
        return self.places[0].number if self.places else 0


def standing() -> Standing:
    """Return the numbers, in the active language; they may be a minute old."""
    uses(NUMBERS)
    keeps_for(KEPT_SECONDS)
    counts = cache.get_or_set(KEY, _count, KEPT_SECONDS)
    enough = [Place(country_name(code), number) for code, number in counts["countries"] if number >= LEAST]
    total = sum(number for _code, number in counts["countries"])
    return Standing(
        total,
        sorted(enough, key=lambda place: (-place.number, sort_key(place.name))),
        total - sum(place.number for place in enough),
        counts["names"],
    )


def count_anew() -> None:
    """Let the next reader count, after this transaction."""
    transaction.on_commit(lambda: cache.delete(KEY), robust=True)


def _count() -> dict[str, list]:
    confirmed = Commitment.objects.confirmed().order_by()
    named = confirmed.filter(may_show_name=True).values("first_name").annotate(number=Count("pk"))
    enough = named.filter(number__gte=LEAST).order_by("-number", "first_name")[:MOST_NAMES]
    return {
        "countries": list(confirmed.values_list("country").annotate(number=Count("pk"))),
        "names": [row["first_name"] for row in enough],
    }
