"""A backup as a folder of files, with a manifest that says what each of them must be.

database.sqlite3 or database.dump   the database
media/ evidence/                    files as they lie in local storage; evidence is sealed
withdrawals.ledger                  what people had taken back by then
manifest.json                       written last: a folder without it is no backup
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

FORMAT = "anyone-a-victim backup 1"
MANIFEST = "manifest.json"
LEDGER = "withdrawals.ledger"
STEP = 500

Tell = Callable[[str], None]


class Unusable(ValueError):
    """The folder is no backup, or not the one that was written."""


_seals: list[Callable[[], Iterable[str]]] = []


def register_seal(names_in_use: Callable[[], Iterable[str]]) -> None:
    """Add a function that returns the short names of the master keys that something of its app is sealed by."""
    _seals.append(names_in_use)


def keys_here() -> list[str]:
    """Return the short names of VAULT_KEYS, newest first."""
    return [hashlib.sha256(key).hexdigest()[:8] for key in settings.VAULT_KEYS]


def keys_needed() -> list[str]:
    """Return of VAULT_KEYS those without which something here could not be opened, the newest always."""
    newest, *older = keys_here()
    in_use = {name for names_in_use in _seals for name in names_in_use()} if older else set()
    return [newest, *(name for name in older if name in in_use)]


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


class Facts(NamedTuple):
    """What a backup must have in common with the site that takes it.

    The engine, the steps of its tables, and master keys by the short names that stand beside what they sealed,
    never the keys: of a backup those it needs (`keys_needed`), of a site those it has (`keys_here`).
    """

    database: str
    migrations: list[str]
    keys: list[str]


def write_manifest(folder: Path, facts: Facts, tell: Tell) -> None:
    """Write down every file with its SHA-256, and of what it is a backup. Then all of it is on the disk."""
    files = {
        str(path.relative_to(folder)): _sha256(path, keep=True) for path in _progress(list(_files(folder)), tell)
    }
    content = {"format": FORMAT, "made_at": timezone.now().isoformat(), **facts._asdict(), "files": files}
    new = folder / f"{MANIFEST}.new"
    with new.open("w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / MANIFEST)


def verify(folder: Path, facts: Facts, tell: Tell) -> str:
    """Compare every file with the manifest and return when the backup was made.

    Raises Unusable and says which file is not what was written, or why the backup is not for this site.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        is_ours, made_at = manifest["format"] == FORMAT, str(manifest["made_at"])
        made_with, steps, files = manifest["database"], set(manifest["migrations"]), dict(manifest["files"])
        newest, *older = map(str, manifest["keys"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Unusable(
            f"{folder} holds no finished backup: its {MANIFEST} is missing or cannot be read."
        ) from error
    if not is_ours:
        raise Unusable(f"{folder} is no backup of this site, or of a version that wrote another format.")
    if made_with != facts.database:
        raise Unusable(f"This is a backup of {made_with}; the database here is {facts.database}.")
    if unknown := sorted(steps - set(facts.migrations)):
        raise Unusable(f"This is a backup of a later version, which knows {unknown[0]}: install that one first.")
    if missing := [name for name in (newest, *older) if name not in facts.keys]:
        raise Unusable(f"VAULT_KEYS lacks the key {missing[0]}: what it sealed could not be opened by anybody.")
    present = {str(path.relative_to(folder)) for path in _files(folder)} - {MANIFEST}
    if differing := sorted(present ^ set(files)):
        raise Unusable(f"The backup is damaged: {differing[0]} is missing, or was added.")
    for path in _progress([folder / name for name in files], tell):
        if _sha256(path) != files[str(path.relative_to(folder))]:
            raise Unusable(f"The backup is damaged: {path.relative_to(folder)} was changed.")
    return made_at


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path, *, keep: bool = False) -> str:
    with path.open("rb") as file:
        if keep:
            os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def _progress(paths: list[Path], tell: Tell) -> Iterator[Path]:
    for count, path in enumerate(paths, start=1):
        yield path
        if count % STEP == 0:
            tell(f"checked {count:,} of {len(paths):,} files …")
