"""Look again, everywhere, whether a take-down left anything, and print the report; exit 1 if it did.

Asks the public address of the site (SITE_URL), so run it where that can be reached.
"""

from django.core.management.base import BaseCommand, CommandError

from stories.consent.models import Takedown
from stories.desk.report import as_text
from stories.verification import NothingToLookFor, verify


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("reference", metavar="REFERENCE", help="the eight digits of the take-down")

    def handle(self, *args, reference, **options):
        takedown = Takedown.objects.filter(reference=reference).first()
        if takedown is None:
            raise CommandError("There is no take-down with this reference.")
        try:
            left = verify(takedown)
        except NothingToLookFor as error:
            raise CommandError(str(error)) from error
        for line in as_text(takedown):
            self.stdout.write(line)
        if left:
            raise CommandError(f"{len(left)} places are left, or could not be looked at.")
