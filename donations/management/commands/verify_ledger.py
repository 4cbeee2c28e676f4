"""Check that the ledger is what was booked: numbers, balance, hashes and public totals; say where it is not.

Reads only. What the chain itself cannot show: somebody who owns the database can write the whole ledger anew. The
last line names its end; written down elsewhere, it shows that too.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from campaign_site.delivery.database import triggers
from donations import ledger_check, tallies
from donations.booking import end_of_ledger

WIDTH = 40


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def handle(self, *args, **options):
        self.told = -1
        checked = ledger_check.verify(self.progress)
        if broken := checked.broken:
            raise CommandError(f"The ledger is broken at transaction {broken.sequence}: {broken.what}.")
        if wrong := tallies.differing():
            raise CommandError(f"The totals differ from what was booked and pledged: {'; '.join(wrong)}.")
        rules = ("donations_ledger", "donations_tally")
        if absent := [name for name in triggers.missing() if name.startswith(rules)]:
            raise CommandError(f"The {connection.vendor} database lacks: {', '.join(absent)}. Run migrate.")
        sequence, end = end_of_ledger()
        self.stdout.write(
            f"{checked.transactions:,} transactions with {checked.lines:,} lines hold. The end: {sequence} {end}"
        )

    def progress(self, done: int, of: int) -> None:
        """Draw a bar where somebody watches; elsewhere a line for each tenth."""
        if self.stderr.isatty():
            filled = WIDTH * done // of
            self.stderr.write(f"\r{'█' * filled}{'░' * (WIDTH - filled)} {done:,} of {of:,}", ending="")
            if done == of:
                self.stderr.write("")
        elif done * 10 // of > self.told:
            self.told = done * 10 // of
            self.stderr.write(f"{done:,} of {of:,} transactions …")
