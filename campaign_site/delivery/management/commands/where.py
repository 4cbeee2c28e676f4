"""Say where the site stands; `make run` prints it before it serves."""

from django.conf import settings
from django.core.management.base import BaseCommand

from campaign_site.delivery.public_address import public_address


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        for code, name in settings.LANGUAGES:
            self.stdout.write(f"{name:10} {public_address(f'/{code}/')}")
        self.stdout.write(f"{'Editors':10} {public_address('/admin/')}")
        if settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
            self.stdout.write("Mails      are printed here.")
        self.stdout.write(
            "Servers run `manage.py tick` each minute (reminders, receipts by mail); here, run it by hand."
        )
        self.stdout.write(f"Ctrl+C stops the site. To begin anew, delete {settings.VAR_DIR} while it is stopped.")
