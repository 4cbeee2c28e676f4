"""Check that no event of the audit trail was changed, taken out, put in or moved, and say where if one was.

Reads only. What the chain itself cannot show: somebody who owns the database can write the whole chain anew. The
last line names its end; written down elsewhere, it shows that too.
"""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from campaign_site.delivery.database import triggers
from stories.consent import audit


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def handle(self, *args, **options):
        count, broken = audit.verify(progress=lambda count: self.stdout.write(f"{count:,} events …"))
        if broken:
            raise CommandError(f"The audit trail is broken at event {broken.sequence}: {broken.what}.")
        absent = [name for name in triggers.missing() if name.startswith("consent_audit")]
        if absent:
            raise CommandError(f"The {connection.vendor} database lacks: {', '.join(absent)}. Run migrate.")
        sequence, end = audit.end_of_chain()
        self.stdout.write(f"{count:,} events hold. The end: {sequence} {end}")
