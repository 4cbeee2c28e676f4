"""What the vault refuses, and how long everybody's terms take that the identity check asks for."""

import random
import time

from django.core.management import call_command

from stories.consent import vault
from stories.consent.choices import VaultPartName
from stories.consent.envelope import Unreadable
from stories.consent.models import Contributor, VaultPart
from tests.bench.table import Row, exactly

PEOPLE = 500
TERMS = [{"kind": "relative", "value": f"Somebody Close {number}"} for number in range(20)]
TRIES = 1_000


def measure() -> list[Row]:
    """Fill five hundred vaults, read them as the identity check does, then alter and swap what is sealed."""
    call_command("migrate", verbosity=0)
    for number in range(PEOPLE):
        person = Contributor.objects.create(display_name="Amina", code=f"AV-{number:04}")
        vault.write(person, VaultPartName.NAMES, [f"First Last {number}"])
        vault.write(person, VaultPartName.MATCH_TERMS, TERMS)
    began = time.perf_counter()
    assert len(dict(vault.match_terms_of_everybody())) == PEOPLE
    spent = (time.perf_counter() - began) * 1000
    return [
        Row(f"vault: ms for the terms of {PEOPLE} people", spent),
        Row(f"vault: altered, swapped or cut parts accepted, of {3 * TRIES:,}", _accepted(), exactly(0)),
    ]


def _accepted() -> int:
    """Return how many of three thousand forgeries opened in the place of a sealed part of a real vault."""
    chance = random.Random(7)
    rows = list(VaultPart.objects.select_related("contributor"))
    accepted = 0
    for forge in (_one_bit, _swapped, _cut_or_longer):
        for _try in range(TRIES):
            row = chance.choice(rows)
            forged = forge(bytes(row.sealed), rows, row, chance)
            accepted += _opens(row, forged)
    return accepted


def _one_bit(sealed: bytes, rows, row, chance) -> bytes:
    altered = bytearray(sealed)
    altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
    return bytes(altered)


def _swapped(sealed: bytes, rows, row, chance) -> bytes:
    return bytes(chance.choice([other for other in rows if other.pk != row.pk]).sealed)


def _cut_or_longer(sealed: bytes, rows, row, chance) -> bytes:
    count = chance.randrange(1, 40)
    return chance.choice([sealed[:-count], sealed[count:], sealed + chance.randbytes(count)])


def _opens(row: VaultPart, forged: bytes) -> bool:
    forgery = VaultPart(contributor=row.contributor, part=row.part, sealed=forged)
    try:
        vault._open(row.contributor, forgery)
    except Unreadable:
        return False
    return True
