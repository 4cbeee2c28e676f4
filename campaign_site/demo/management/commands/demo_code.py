"""Print the code for the second step of the demonstration's sign-ins, which on a real site a phone shows.

Only on a site of this machine, whose demonstration is published with password and all. Elsewhere the people of the
demonstration have no authenticator app, and a database that was carried there opens nothing: what the code is made
from lies sealed with the key of this machine.
"""

import time

from allauth.mfa import app_settings
from django.core.management.base import BaseCommand, CommandError

from campaign_site.demo import people


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def handle(self, *args, **options):
        if not people.is_local():
            raise CommandError("Only the demonstration on this machine has such codes. Use your app or passkey.")
        left = app_settings.TOTP_PERIOD - int(time.time()) % app_settings.TOTP_PERIOD
        self.stdout.write(f"{people.code()}  then, in {left} seconds, {people.code(1)}")
        self.stdout.write("Each opens each account once.")
