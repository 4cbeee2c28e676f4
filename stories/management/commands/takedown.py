"""Hide everything of a person at once, in all languages; with --delete, delete it as well.

For officers without the admin at hand, and for whoever runs the site when the admin is away. The same act as on
the person's own page: one transaction, then verification, whose report is printed. There is no way back.
"""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from campaign_site.delivery.jobs import background
from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import Consent, Contributor
from stories.desk.report import as_text
from stories.takedown import open_consents, take_down
from stories.traces import pages_of


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument(
            "consent", metavar="CONSENT", help="a consent's number or record id, or a person's code"
        )
        parser.add_argument("--delete", action="store_true", help="delete everything, not only hide it")
        parser.add_argument("--asked-by", choices=[AskedBy.PERSON, AskedBy.GUARDIAN, AskedBy.OFFICER],
                            default=AskedBy.OFFICER, help="whose word it was")  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="print what would be hidden, change nothing")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, consent, delete, asked_by, dry_run, yes, **options):
        person = find_person(consent)
        self._show(person, delete)
        if dry_run:
            self.stdout.write("Nothing was changed.")
            return
        if not yes and input(f"Type {person.code} to go on: ").strip().upper() != person.code:
            raise CommandError("Nothing was changed.")
        mode = TakedownMode.ERASE if delete else TakedownMode.HIDE
        takedown = take_down(person, mode=mode, asked_by=asked_by)
        self.stdout.write(f"Hidden. Reference {takedown.reference}. Now looking whether anything is left …")
        background.finish()
        takedown.refresh_from_db()
        for line in as_text(takedown):
            self.stdout.write(line)

    def _show(self, person: Contributor, delete: bool) -> None:
        pages = pages_of(person).select_related("locale")
        languages = ", ".join(sorted(page.locale.language_code for page in pages if page.live)) or "none"
        verb = "hidden and deleted" if delete else "hidden"
        self.stdout.write(f"{person.code}: {len(pages)} pages would be {verb}; public now: {languages}.")
        self.stdout.write(f"Consents that would end: {open_consents(person).count()}.")


def find_person(text: str) -> Contributor:
    """Return the person of a consent (number or record id), or with this code. Raises CommandError."""
    person = Contributor.objects.filter(Q(code=text.upper()) | Q(consents__in=_consents(text))).first()
    if person is None:
        raise CommandError("There is no such consent, and nobody with this code.")
    return person


def _consents(text: str):
    if text.isdecimal():
        return Consent.objects.filter(pk=text)
    try:
        return Consent.objects.filter(record_id=UUID(text))
    except ValueError:
        return Consent.objects.none()
