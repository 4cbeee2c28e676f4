"""Makes groups and permissions equal to the table of roles; run after every deployment (idempotent)."""

from pathlib import Path

from django.core.management.base import BaseCommand

from campaign_site.accounts.role_document import role_document
from campaign_site.accounts.roles import sync_roles


class Command(BaseCommand):
    """`manage.py sync_roles`"""

    help = __doc__

    def add_arguments(self, parser):
        """--dry-run shows what would change; --document FILE writes the table as a document instead."""
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.add_argument("--document", metavar="FILE", type=Path, help="write docs/roles.md and stop")

    def handle(self, *args, dry_run, document, **options):
        """Print each change and what is missing, then the counts."""
        if document:
            document.write_text(role_document(), encoding="utf-8")
            self.stdout.write(f"{document} written.")
            return
        report = sync_roles(dry_run=dry_run)
        if options["verbosity"] > 1 or dry_run:
            for change in report.changes:
                self.stdout.write(change)
        for name in report.missing:
            self.stderr.write(f"Not there: {name}")
        verb = "would change" if dry_run else "changed"
        self.stdout.write(f"Roles: {len(report.changes)} {verb}, {len(report.missing)} missing.")
