"""Put a backup back, and then do again what people have taken back since: no story is served in between.

Stop the site first, and have the keyring in place. What was taken back since says the withdrawal ledger that lies
here, which stays, or, where it was lost, a copy of it from elsewhere (--ledger). Everybody has to sign in again: a
session that was ended since must not be open again.
"""

import shutil
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from campaign_site.delivery.backup import backup_folder, database_copy, taken_back
from campaign_site.delivery.database import triggers
from campaign_site.delivery.jobs import periodic
from campaign_site.delivery.monitoring import readiness

NO_LEDGER = (
    "No withdrawal ledger lies at {place}: what people took back after this backup would be public again. Name "
    "the newest copy, of the mirror or of another machine: --ledger FILE. Only if there is none anywhere: "
    "--no-newer-ledger, and then hide by hand, before the site starts, what was taken back since."
)
TWO_LEDGERS = "A withdrawal ledger lies at {place} already and stays. To take {given} instead, move it aside."
OLDER_LEDGER = "{ledger} is damaged, or older than the backup, of whose lines it lacks {number}. Name a newer one."


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="What `backup` has written.")
        parser.add_argument("--yes", action="store_true", help="Replace what is here.")
        parser.add_argument(
            "--ledger", type=Path, help="The newest copy of the withdrawal ledger, where this machine has none."
        )
        parser.add_argument(
            "--no-newer-ledger",
            action="store_true",
            help="There is no copy anywhere: what was taken back after the backup becomes public again.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Only check the backup, and change nothing.")

    def handle(self, *args, folder, yes, dry_run, ledger, no_newer_ledger, **options):
        try:
            facts = backup_folder.Facts(
                connection.vendor, database_copy.migrations_here(), backup_folder.keys_here()
            )
            made_at = backup_folder.verify(folder, facts, self.stdout.write)
            newest = self._newest_ledger(folder / backup_folder.LEDGER, ledger, no_newer_ledger)
            found = self._what_is_here()
            if dry_run:
                self.stdout.write(
                    f"A whole backup, made at {made_at}. It would replace: {', '.join(found) or '-'}."
                )
                return
            if found and not yes:
                raise CommandError(f"Not empty: {', '.join(found)}. With --yes the backup takes its place.")
            self._put_back(folder, newest)
        except (OSError, ValueError, database_copy.ProgramFailed) as error:
            raise CommandError(f"Not restored: {error}") from error
        self._bring_in_step()
        self.stdout.write("Done.")

    def _what_is_here(self) -> list[str]:
        found = [name for name, place in backup_folder.places().items() if place.is_dir() and any(place.iterdir())]
        return ["database", *found] if database_copy.is_in_use() else found

    def _newest_ledger(self, kept: Path, given: Path | None, there_is_none: bool) -> Path:
        """Return which ledger says what was taken back. Raises CommandError when that is not certain."""
        here = Path(settings.WITHDRAWAL_LEDGER)
        if here.exists() and given:
            raise CommandError(TWO_LEDGERS.format(place=here, given=given))
        if not (here.exists() or given or there_is_none):
            raise CommandError(NO_LEDGER.format(place=here))
        if not here.exists() and not given:
            return kept
        ledger = given or here
        lacking = taken_back.records_in(kept) - taken_back.records_in(ledger, whole=given is not None)
        if lacking:
            raise CommandError(OLDER_LEDGER.format(ledger=ledger, number=len(lacking)))
        return ledger

    def _put_back(self, folder: Path, newest: Path) -> None:
        ledger = Path(settings.WITHDRAWAL_LEDGER)
        if newest == ledger:
            self.stdout.write("withdrawal ledger: the one here stays")
        else:
            self.stdout.write(f"withdrawal ledger: {newest}")
            ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new = ledger.with_name(f"{ledger.name}.new")
            shutil.copyfile(newest, new)
            new.chmod(0o600)
            new.replace(ledger)
        # Files first: where the disk is too small for them, the database is still what it was.
        places = backup_folder.places()
        for name, place in places.items():
            count = backup_folder.copy_files(folder / name, place, self.stdout.write)
            self.stdout.write(f"{name}: {count:,} files")
        self.stdout.write("database …")
        database_copy.load(folder)
        if not (folder / "media").is_dir():
            self.stdout.write("media: in object storage when the backup was made; what lies here stays")
        elif "media" in places:
            surplus = backup_folder.remove_surplus(folder / "media", places["media"])
            self.stdout.write(f"media: {surplus:,} files removed that the backup does not know")

    def _bring_in_step(self) -> None:
        # Tables, and after them every trigger.
        call_command("migrate", interactive=False, verbosity=0)
        import_module(settings.SESSION_ENGINE).SessionStore.get_model_class().objects.all().delete()
        counts = periodic.run_before_serving()
        for name, count in counts.items():
            self.stdout.write(f"{name}: {'failed' if count is None else count}")
        waiting = [name for name, probe in readiness.registered().items() if not probe()]
        if None in counts.values() or waiting or triggers.missing():
            raise CommandError("Not done: stories stay hidden. Read the log, then run `manage.py tick`.")
        try:
            cache.clear()
        except Exception as error:
            raise CommandError(
                "All is restored, but the cache is away: empty it before the site starts."
            ) from error
