"""All periodic work once: run it every minute. Safe to run twice at once."""

from django.core.management.base import BaseCommand, CommandError

from campaign_site.delivery.jobs import periodic


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        counts = periodic.run_all()
        for name, count in counts.items():
            self.stdout.write(f"{name}: {'failed' if count is None else count}")
        if failed := [name for name, count in counts.items() if count is None]:
            raise CommandError(f"These jobs failed and are tried again at the next run: {', '.join(failed)}")
