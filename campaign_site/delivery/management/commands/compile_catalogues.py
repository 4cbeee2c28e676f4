"""Compile the translations (.po to .mo) without gettext, so that `make run` needs nothing but Python."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args, **options):
        for source in sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            compile_catalogue(source, target)
            self.stdout.write(f"compiled {source.parent.parent.name}/{source.stem}")


def compile_catalogue(source: Path, target: Path) -> None:
    """Write the binary catalogue of `<locale>/LC_MESSAGES/<domain>.po` without the fuzzy entries, as msgfmt does.

    The file appears complete or not at all: a running process may be reading it.
    """
    with source.open("rb") as stream:
        # Without the locale Babel drops the plural rule from the header.
        catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    with unfinished.open("wb") as stream:
        write_mo(stream, catalogue)
    unfinished.replace(target)
