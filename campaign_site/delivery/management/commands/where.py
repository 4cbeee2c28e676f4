"""Say where the site stands and how to sign in; `make run` prints it before it serves."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        languages = "  ".join(f"{settings.SITE_URL}/{code}/" for code, _name in settings.LANGUAGES)
        self.stdout.write(f"\nThe site:  {languages}\nSign in:   {settings.SITE_URL}/admin/")
        for user in get_user_model().objects.filter(is_active=True).order_by("pk")[:12]:
            self.stdout.write(f"           {user.get_username()}")
