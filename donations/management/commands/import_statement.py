"""Take in a bank's statement (camt.053 or MT940): book what names a pledge, keep the rest as cases.

The whole file is read before anything is booked, so that nothing of a damaged one is. Payments that another file
told of are passed over: a file may come twice, overlap with others, and be taken in again after a breakdown.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from donations.statements import importing, reading
from donations.statements.choices import EntryState
from donations.statements.entries import StatementError

EVERY = 10_000


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be booked, keep nothing")

    def handle(self, *args, file, dry_run, **options):
        self.told = 0
        try:
            count = reading.check(file, self.say_read)
            report = importing.take_in(
                file, dry_run=dry_run, progress=lambda report: self.say_taken(report.entries, count)
            )
        except StatementError as error:
            raise CommandError(f"{file.name} was not taken in: {error}.") from error
        except OSError as error:
            raise CommandError(f"{file.name} cannot be opened: {error.strerror}.") from error
        self.stdout.write(f"{report.statements} statements, {report.entries:,} payments in {file.name}")
        for state in EntryState:
            if number := report.states[state]:
                self.stdout.write(f"{state.label}: {number:,}")
        if report.known:
            self.stdout.write(f"Known already: {report.known:,}")
        if dry_run:
            self.stdout.write("Nothing was kept.")

    def say_read(self, count: int) -> None:
        """Tell whoever waits how far the first reading is."""
        if count % EVERY == 0:
            self.stderr.write(f"{count:,} payments read …")

    def say_taken(self, count: int, of: int) -> None:
        """Tell how far the taking in is."""
        if count // EVERY > self.told:
            self.told = count // EVERY
            self.stderr.write(f"{count:,} of {of:,} payments taken in …")
