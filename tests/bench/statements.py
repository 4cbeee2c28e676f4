"""How long a large bank statement takes to be read and matched, and how much memory."""

import resource
import sys
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from donations.choices import PledgeStatus
from donations.models import Pledge
from donations.references import make_reference
from donations.statements import importing, reading
from tests.bench.table import Row, at_most, say
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory
from tests.factories.statements import Paid, camt_entry, camt_file, camt_statement

PAYMENTS, PLEDGES, BOOKED = 100_000, 20_000, 2_000
# Of twenty payments one has a slip in its reference, one has none, and one names somebody else's.
SLIP, NONE, STRANGE = 0, 1, 2


def measure() -> list[Row]:
    """Read a file of 100,000 payments twice, as the command does, and match them with 20,000 pledges."""
    call_command("migrate", verbosity=0)
    BankAccountFactory()
    say(f"{PLEDGES:,} pledges …")
    references = _pledges()
    large, small = (Path(settings.VAR_DIR) / name for name in ("large.xml", "small.xml"))
    _write(large, references, PAYMENTS)
    _write(small, references, BOOKED)
    say(f"{PAYMENTS:,} payments, {large.stat().st_size / 1e6:,.0f} MB …")
    began = time.perf_counter()
    count = reading.check(large)
    report = importing.take_in(large, dry_run=True, progress=_say_how_far)
    spent = time.perf_counter() - began
    # Linux counts in kilobytes, macOS in bytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    assert count == report.entries == PAYMENTS
    assert report.states["open"] == PAYMENTS * 3 // 20
    began = time.perf_counter()
    importing.take_in(small)
    booked = BOOKED / (time.perf_counter() - began)
    return [
        Row(f"statement of {PAYMENTS:,} payments read and matched: s", spent, at_most(60)),
        Row("the same: MB at most", peak, at_most(300)),
        Row("payments booked in a second", int(booked)),
    ]


def _pledges() -> list[str]:
    programme = ProgrammePageFactory()
    for first in range(0, PLEDGES, 2_000):
        Pledge.objects.bulk_create(
            PledgeFactory.build(
                programme=programme,
                reference=make_reference(f"{number:012}"),
                confirmed=True,
                rhythm="monthly",
                status=PledgeStatus.ACTIVE,
            )
            for number in range(first, first + 2_000)
        )
    return [make_reference(f"{number:012}") for number in range(PLEDGES)]


def _write(path: Path, references: list[str], count: int) -> None:
    """Write the file piece by piece, so that only reading it takes memory."""
    before, after = camt_file(camt_statement(inside="|"), version="08").decode().split("|")
    before = before.replace("<Cd>CLBD</Cd>", "<Cd>ITBD</Cd>")
    with path.open("w") as file:
        file.write(before)
        for number in range(count):
            words = _words(number, references[number % len(references)])
            file.write(camt_entry(Paid("50.00", words, payer=f"Payer {number}", bank=f"B{number}")))
        file.write(after)


def _words(number: int, reference: str) -> str:
    match number % 20:
        case n if n == SLIP:
            return f"gift {reference[:9]}{(int(reference[9]) + 1) % 10}{reference[10:]}"
        case n if n == NONE:
            return "a gift for those who need it"
        case n if n == STRANGE:
            return make_reference(f"9{number:011}")
    return f"gift {reference}"


def _say_how_far(report: importing.Report) -> None:
    if report.entries % 20_000 == 0:
        say(f"{report.entries:,} …")
