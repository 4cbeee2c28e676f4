"""How long the answer to a code takes: what nobody may tell apart by its time stands in rows beside each other."""

import statistics
import time

from django.core.management import call_command

from campaign_site.delivery.models import RateCount
from stories.consent import attempts, codes, vault
from stories.consent.models import Contributor
from tests.bench.table import Row, say

ROUNDS = 100
ADDRESS = "198.51.100.7"


def measure() -> list[Row]:
    """Type each kind of code a hundred times, in turns, and return the medians."""
    call_command("migrate", verbosity=0)
    typed = _typed()
    spent: dict[str, list[float]] = {name: [] for name in typed}
    for number in range(ROUNDS):
        if number % 20 == 0:
            say(f"{number} of {ROUNDS} …")
        for name, code in typed.items():
            RateCount.objects.all().delete()
            for _wrong in range(attempts.PER_NETWORK if name == "right, slowed down" else 0):
                attempts.begin(ADDRESS)
            began = time.perf_counter()
            codes.check(code, ADDRESS)
            spent[name].append((time.perf_counter() - began) * 1000)
    medians = {name: statistics.median(times) for name, times in spent.items()}
    return [
        Row(f"code, {name}: ms", median, peer="" if name == "wrong" else f"{medians['wrong']:.1f} when wrong")
        for name, median in medians.items()
    ]


def _typed() -> dict[str, str]:
    person, revoked, erased = (Contributor.objects.create(display_name="Amina") for _number in range(3))
    code, of_revoked, of_erased = (codes.issue(somebody, None) for somebody in (person, revoked, erased))
    codes.revoke(revoked, None)
    vault.erase(erased)
    taken = {code[:6], of_revoked[:6], of_erased[:6]}
    unknown = next(f"{number:06}" for number in range(4) if f"{number:06}" not in taken)
    return {
        "right": code,
        "wrong": code[:-1] + str((int(code[-1]) + 1) % 10),
        "unknown": unknown + code[6:],
        "revoked": of_revoked,
        "of an erased person": of_erased,
        "no code at all": "hello",
        "right, slowed down": code,
    }
