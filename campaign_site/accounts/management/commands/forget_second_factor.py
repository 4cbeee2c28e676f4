"""Let somebody in again who has lost phone, keys and recovery codes: for whoever keeps the server.

It removes authenticator app, passkeys and recovery codes, ends the sessions, takes the password away and mails a
link to choose a new one. So whoever talks the keeper into it gets nothing without the person's mailbox. Make sure
whom you speak with, and not by mail: this is the way that an attacker would ask for.
"""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from campaign_site.accounts.invitations import send_link, take_password_away
from campaign_site.accounts.models import EditorSession, User


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("email", help="the mail address with which the person signs in")
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args, email, dry_run, **options):
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError("Nobody signs in with this mail address.")
        with transaction.atomic():
            factors = Authenticator.objects.filter(user=user).delete()[0]
            sessions = EditorSession.objects.filter(user=user).delete()[0]
            take_password_away(user)
            send_link(user, key=f"forgotten:{timezone.now().isoformat()}", template="second_factor_forgotten")
            transaction.set_rollback(dry_run)
        said = "Would remove" if dry_run else "Removed"
        self.stdout.write(f"{said} {factors} ways to sign in and {sessions} sessions.")
        if not dry_run:
            self.stdout.write("A link to choose a new password is on its way.")
