"""Takes the place of Wagtail's command of this name, which stops at the first page that may not go live."""

from django.core.management.base import BaseCommand

from campaign_site.pages import schedule


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write(f"published: {schedule.publish_due()}")
        self.stdout.write(f"expired: {schedule.expire_due()}")
