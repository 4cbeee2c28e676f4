"""A backup as a folder of files, with a manifest that says what each of them must be.

database.sqlite3 or database.dump   the database
media/ evidence/                    files as they lie in local storage; evidence is sealed
withdrawals.ledger                  what people had taken back by then
manifest.json                       written last: a folder without it is no backup
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

MANIFEST = "manifest.json"
LEDGER = "withdrawals.ledger"
STEP = 500

Tell = Callable[[str], None]


class Unusable(ValueError):
    """The folder is no backup, or not the one that was written."""


def places() -> dict[str, Path]:
    """Return the folders of files on this machine by their name in a backup; none for media in object storage."""
    found = {"evidence": Path(settings.EVIDENCE_ROOT)}
    if isinstance(getattr(default_storage, "_wrapped", default_storage), FileSystemStorage):
        found["media"] = Path(default_storage.location)
    return found


def copy_files(source: Path, target: Path, tell: Tell) -> int:
    """Copy every file below `source`; one that vanishes meanwhile was deleted on purpose. Return how many."""
    count = 0
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in _files(source):
        goal = target / path.relative_to(source)
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, goal)
        except FileNotFoundError:
            continue
        count += 1
        if count % STEP == 0:
            tell(f"{target.name}: {count:,} files …")
    return count


def remove_surplus(kept: Path, place: Path) -> int:
    """Delete what lies in `place` and not in `kept`: no record names it, so no take-down would find it."""
    surplus = [path for path in _files(place) if not (kept / path.relative_to(place)).exists()]
    for path in surplus:
        path.unlink(missing_ok=True)
    return len(surplus)


def write_manifest(folder: Path, vendor: str, tell: Tell) -> None:
    """Write down every file with its SHA-256, and what database it is."""
    files = {str(path.relative_to(folder)): _sha256(path) for path in _progress(list(_files(folder)), tell)}
    content = {"made_at": timezone.now().isoformat(), "database": vendor, "files": files}
    new = folder / f"{MANIFEST}.new"
    new.write_text(json.dumps(content, indent=1))
    new.replace(folder / MANIFEST)


def verify(folder: Path, vendor: str, tell: Tell) -> None:
    """Compare every file with the manifest. Raises Unusable and says which file is not what was written."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        made_with, files = manifest["database"], dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(
            f"{folder} holds no finished backup: its {MANIFEST} is missing or cannot be read."
        ) from error
    if made_with != vendor:
        raise Unusable(f"This is a backup of {made_with}; the database here is {vendor}.")
    present = {str(path.relative_to(folder)) for path in _files(folder)} - {MANIFEST}
    if differing := sorted(present ^ set(files)):
        raise Unusable(f"The backup is damaged: {differing[0]} is missing, or was added.")
    for path in _progress([folder / name for name in files], tell):
        if _sha256(path) != files[str(path.relative_to(folder))]:
            raise Unusable(f"The backup is damaged: {path.relative_to(folder)} was changed.")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _progress(paths: list[Path], tell: Tell) -> Iterator[Path]:
    for count, path in enumerate(paths, start=1):
        yield path
        if count % STEP == 0:
            tell(f"checked {count:,} of {len(paths):,} files …")
