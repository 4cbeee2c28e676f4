"""Load the demonstration content: pages, stories, ambassadors, releases, programmes, and one person per role.

It makes each thing once: a second run adds what is new and leaves alone what somebody has changed or deleted.
It refuses on a database that holds real content, because invented stories and example helplines beside real
ones could cost somebody dearly. One transaction: all of it or nothing.
"""

import os

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign_site.demo import house, movement, payments, people, press, programmes, stories
from campaign_site.demo.real_content import find_real_content
from campaign_site.demo.recorder import Recorder


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Do it all, print the counts, undo it all.")

    def handle(self, *args, dry_run, **options):
        recorder = Recorder(tell=self.stdout.write)
        if recorder.is_first and (found := find_real_content()):
            raise CommandError(f"This database is in use ({found}); the demonstration needs an empty one.")
        try:
            with transaction.atomic():
                password, digits = self._load(recorder)
                transaction.set_rollback(dry_run)
        except BaseException:
            recorder.drop_files()
            raise
        if dry_run:
            recorder.drop_files()
        self._report(recorder, "" if dry_run else password, "" if dry_run else digits, dry_run)

    def _load(self, recorder: Recorder) -> tuple[str, str]:
        """Return the password of the people who sign in, and the digits of a person's own page."""
        house.load(recorder)
        password = people.load(recorder)
        press.load_ambassadors(recorder)
        programmes.load(recorder)
        press.load_releases(recorder)
        payments.load(recorder)
        movement.load(recorder)
        stories.load(recorder)
        return password, stories.issue_code(recorder)

    def _report(self, recorder: Recorder, password: str, digits: str, dry_run: bool) -> None:
        if not recorder.made:
            self.stdout.write("The demonstration is here already; nothing was changed.")
        else:
            counts = ", ".join(f"{count} {kind}" for kind, count in recorder.made.items())
            self.stdout.write(f"{'Would make' if dry_run else 'Made'} {counts}.")
        if digits:
            self.stdout.write(
                f"A person's own page: /note/ opens with {digits} (shown this once;"
                " a protection officer gives a person new digits beside their name)"
            )
        if password:
            names = ", ".join(map(people.address, people.PEOPLE))
            self.stdout.write(f"Sign-in: password {password}, as {names}")
        if password and people.is_local():
            here = f"VAR_DIR={os.environ['VAR_DIR']} " if "VAR_DIR" in os.environ else ""
            self.stdout.write(
                f"         and a code that a phone would show: {here}.venv/bin/python manage.py demo_code"
            )
