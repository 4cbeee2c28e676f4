"""Copy the database, the files in local storage, the sealed evidence and the withdrawal ledger into a new folder.

The site may go on meanwhile. First the database learns what people took back, if somebody put an older one in its
place by hand: no backup holds that as public. The ledger comes next, so that it never knows more than the database
beside it; then the database; then files, so that each one it names is there unless it was deleted. No keys.
"""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from campaign_site.delivery.backup import backup_folder, database_copy
from campaign_site.delivery.jobs import periodic

KEYS = (
    "People's keys ({keyring}) are not in it, on purpose: a destroyed key must be gone from every backup. Keep "
    "a mirror that forgets with it: rsync -a --delete {keyring}/ ELSEWHERE/\n"
    "Mirror the withdrawal ledger ({ledger}) beside it: without the newest one no backup can be restored safely."
)


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="A folder that does not exist yet, or is empty.")

    def handle(self, *args, folder, **options):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if any(folder.iterdir()):
                raise CommandError(f"{folder} is not empty. Each backup has a folder of its own.")
            folder.chmod(0o700)
            self._write(folder)
        except (OSError, database_copy.ProgramFailed) as error:
            raise CommandError(f"There is no backup: {error}") from error
        self.stdout.write(f"Done: {folder}")
        self.stdout.write(KEYS.format(keyring=settings.VAULT_KEYRING, ledger=settings.WITHDRAWAL_LEDGER))

    def _write(self, folder: Path) -> None:
        for name, count in periodic.run_before_serving().items():
            self.stdout.write(f"{name}: {'failed; the backup goes on' if count is None else count}")
        ledger = Path(settings.WITHDRAWAL_LEDGER)
        # Where nobody took anything back yet it is empty: a machine on which it is missing has lost it.
        ledger.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        ledger.touch(mode=0o600)
        shutil.copyfile(ledger, folder / backup_folder.LEDGER)
        self.stdout.write("database …")
        database_copy.dump(folder)
        places = backup_folder.places()
        for name, place in places.items():
            count = backup_folder.copy_files(place, folder / name, self.stdout.write)
            self.stdout.write(f"{name}: {count:,} files")
        if "media" not in places:
            self.stdout.write("media: in object storage, which keeps its own copies")
        facts = backup_folder.Facts(
            connection.vendor, database_copy.migrations_applied(), backup_folder.keys_needed()
        )
        backup_folder.write_manifest(folder, facts, self.stdout.write)
