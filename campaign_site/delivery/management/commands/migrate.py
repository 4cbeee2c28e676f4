"""Django's `migrate`, which never ends without the triggers: a failed one would leave the gate open on SQLite."""

from django.core.management.commands import migrate

from campaign_site.delivery.database import triggers


class Command(migrate.Command):
    help = __doc__

    def handle(self, *args, **options):
        try:
            super().handle(*args, **options)
        except BaseException:
            triggers.install(options["database"])
            raise
