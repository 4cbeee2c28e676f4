"""Changes the master key of vault, evidence and codes, without a moment in which anything cannot be opened.

1. Make a key: `python -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"`.
2. Put it FIRST in VAULT_KEYS and keep the old one behind it, on every machine; restart them all. (With several
   machines, put it second everywhere first: a machine that does not know it cannot open what another seals.)
3. Run this. It may be killed and run again; it goes on where it stopped.
4. When it says that nothing is left, and `tick` has run on every machine since (each signs the withdrawal ledger
   that lies with it), take the old key out of VAULT_KEYS and restart.

Counts of wrong codes begin anew. Backups of the keyring made before keep needing the old key.
"""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from stories.consent.rotation import rotate

EVERY = 500


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        """--dry-run looks at everything and changes nothing."""
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")

    def handle(self, *args, dry_run, **options):
        """Say how far it is, and in the end whether an older key is still needed."""
        found: Counter[str] = Counter()
        for step in rotate(dry_run=dry_run):
            found[step.result] += 1
            if step.result == "unreadable":
                self.stderr.write(f"Cannot be opened with any of VAULT_KEYS: {step.what}")
            if found.total() % EVERY == 0:
                self.stdout.write(f"{found.total()} …")
        verb = "would be sealed" if dry_run else "sealed"
        self.stdout.write(
            f"{found['rotated']} {verb} anew, {found['current']} were, {found['unreadable']} unreadable."
        )
        if found["unreadable"]:
            raise CommandError("Keep every older key: something needs a key that is missing, or is damaged.")
        if not dry_run:
            self.stdout.write("Nothing is left that an older key sealed.")
