"""Publish this week's signed statement: totals, the end of the ledger, and a Merkle root over all receipts.

Once in each week of ISO 8601: again in the same week changes nothing. `manage.py tick` does the same. Each
statement names the one before; where the ledger no longer holds what the last one said, nothing is published.
"""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from donations.transparency import publishing


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Print what would be published; change nothing."
        )

    def handle(self, *args, dry_run, **options):
        if not settings.STATEMENT_KEY:
            raise CommandError("Set STATEMENT_KEY first. README.md says what it is.")
        week = publishing.week_of(timezone.now())
        if publishing.is_published(timezone.now()):
            self.stdout.write(f"The statement of {week} is published already; nothing was changed.")
            return
        try:
            statement = publishing.prepare() if dry_run else publishing.publish()
        except publishing.LedgerRewritten as error:
            raise CommandError(f"Nothing was published: {error}.") from error
        if statement is None:
            self.stdout.write(f"The statement of {week} was published meanwhile; nothing was changed.")
            return
        if dry_run:
            self.stdout.write(statement.body)
        self.stdout.write(
            f"{'Would publish' if dry_run else 'Published'} statement {statement.number} of {week}: "
            f"{statement.receipts:,} receipts, ledger up to {statement.sequence:,}, {statement.digest}"
        )
