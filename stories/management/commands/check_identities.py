"""Look for what would give somebody away, in everything that is written on the site; see docs/consent.md.

The same check as every night, at once and from the beginning. Findings are kept and shown to protection officers
in the admin; here there are only numbers.
"""

from collections import Counter

from django.core.management.base import BaseCommand

from stories.identity.everybody import everybody
from stories.identity.models import IdentityFinding
from stories.identity.nightly import hides, look_through, tell_officers


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count what would be found, keep nothing")

    def handle(self, *args, dry_run, verbosity, **options):
        known = everybody()
        self.stdout.write(f"Looking for the terms of {len(known.terms.people)} people …")
        looked_at, found, new = Counter(), Counter(), []
        for step in look_through(known, dry_run=dry_run):
            name = str(step.model._meta.verbose_name_plural)
            looked_at[name] += step.looked_at
            found[name] += step.found
            new += step.new
            if verbosity > 1 or looked_at.total() % 1000 < step.looked_at:
                self.stderr.write(f"{looked_at.total()} looked at, {found.total()} found")
        for name, count in looked_at.items():
            self.stdout.write(f"{name}: {count} looked at, {found[name]} found")
        if unreadable := len(known.unreadable):
            self.stdout.write(f"People whose record cannot be opened: {unreadable}. None of their stories passes.")
        if dry_run:
            self.stdout.write("Nothing was kept.")
            return
        mails = tell_officers(new)
        self.stdout.write(
            f"New: {len(new)}, of which {sum(map(hides, new))} hide a public story. "
            f"Open: {IdentityFinding.objects.open().count()}. Mails to officers: {mails}."
        )
