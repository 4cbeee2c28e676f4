"""What `make run` needs before it serves, in one process: migrate, compile, load the demonstration, say where."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        call_command("migrate", verbosity=0)
        for name in ("renew_index", "compile_catalogues", "demo", "where"):
            call_command(name, stdout=self.stdout)
