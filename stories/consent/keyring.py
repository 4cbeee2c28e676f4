"""The keys: one data key per person, wrapped by a master key from the environment (VAULT_KEYS, newest first).

Wrapped keys are small files in VAULT_KEYRING, outside the database and outside its backups: destroying one file
makes a person's vault unreadable in every backup that was ever made. The folder is mirrored, deletions included.

    <uid>.key    the person's wrapped key
    <uid>.gone   the key was destroyed: it is never made again, and not read if a mirror brings it back

Whoever writes holds the folder's lock: without it, wrapping a key anew could bring back one destroyed meanwhile.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from stories.consent.envelope import KEY_BYTES, Unreadable, derive, new_key, seal, unseal

ID_LENGTH = 8
WRAPPING = "wrap people's keys"
LOCK, KEY, GONE = ".lock", ".key", ".gone"
TEMPORARY = re.compile(r"[0-9a-f-]{36}\.[0-9a-f]{12}")


class KeyDestroyed(Unreadable):
    """The person's key is gone, and with it all that was sealed with it."""


class KeyringAway(OSError):
    """The keyring does not hold what must be in it: its folder is not mounted, or a mirror is behind."""


class MasterKey(NamedTuple):
    """A key of the environment with the short name by which sealed things refer to it."""

    id: bytes
    key: bytes


def master_keys() -> list[MasterKey]:
    """Return the keys of the environment, the one that new things are sealed with first."""
    return [MasterKey(sha256(key).hexdigest()[:ID_LENGTH].encode(), key) for key in settings.VAULT_KEYS]


def sealed_by(sealed: bytes) -> str:
    """Return the short name of the master key that something was sealed for the site, or wrapped, with."""
    return bytes(sealed[:ID_LENGTH]).decode("ascii", "replace")


def is_newest(sealed: bytes) -> bool:
    """Whether that is the newest one."""
    return bytes(sealed[:ID_LENGTH]) == master_keys()[0].id


def seal_for_site(purpose: str, plain: bytes) -> bytes:
    """Seal what belongs to no single person, with the newest master key."""
    newest = master_keys()[0]
    return newest.id + seal(derive(newest.key, purpose), plain, purpose)


def unseal_for_site(purpose: str, sealed: bytes) -> bytes:
    """Return what `seal_for_site` sealed, by any key of the environment. Raises Unreadable."""
    master = _master(bytes(sealed[:ID_LENGTH]))
    return unseal(derive(master.key, purpose), bytes(sealed[ID_LENGTH:]), purpose)


def make_person_key(uid: UUID) -> bytes:
    """Make, store and return the person's key; the one there is, if there is one already.

    Raises KeyDestroyed when it was destroyed, Unreadable when the one there is cannot be opened.
    """
    with _locked():
        try:
            return person_key(uid)
        except KeyDestroyed:
            if _path(uid, GONE).exists():
                raise
        key = new_key()
        _put(uid, _wrap(uid, key), once=True)
    return key


def person_key(uid: UUID) -> bytes:
    """Return the person's key. Raises KeyDestroyed when there is none, Unreadable when no master key opens it."""
    try:
        wrapped = _path(uid, KEY).read_bytes()
    except FileNotFoundError:
        raise KeyDestroyed("the person's key is gone") from None
    # Asked after reading: whoever destroys a key leaves the mark first, and then overwrites the file.
    if _path(uid, GONE).exists():
        raise KeyDestroyed("the person's key is gone")
    return _unwrap(uid, wrapped)


def has_person_key(uid: UUID) -> bool:
    """Whether anything is left of the person's key, readable or not."""
    return bool(_files(uid))


def destroy_person_key(uid: UUID, *, expected: bool = False) -> bool:
    """Overwrite and remove the person's key for good; return whether there was one. Safe to repeat.

    Raises KeyringAway when one is expected, and there is neither a key nor the mark of a destroyed one: an empty
    folder in the place of the right one must not pass for a key that is gone.
    """
    if expected and not has_person_key(uid) and not _path(uid, GONE).exists():
        raise KeyringAway("no trace of a key that was made")
    with _locked() as folder:
        _path(uid, GONE).touch(mode=0o600)
        sync(folder)
        files = _files(uid)
        for file in files:
            _overwrite(file)
            file.unlink(missing_ok=True)
        sync(folder)
    return bool(files)


def destroyed() -> list[UUID]:
    """Return whose keys were destroyed: those people were erased, whatever a database says of them."""
    found = []
    for path in Path(settings.VAULT_KEYRING).glob(f"*{GONE}"):
        try:
            found.append(UUID(path.stem))
        except ValueError:
            continue
    return found


def sweep() -> int:
    """Remove keys that came back after their destruction, and what a killed process left; return how many files.

    Whoever writes holds the lock, so a temporary file seen under it belongs to nobody any more.
    """
    folder = Path(settings.VAULT_KEYRING)
    if not folder.is_dir():
        return 0
    with _locked():
        gone = {path.stem for path in folder.glob(f"*{GONE}")}
        left = [path for path in wrapped_key_files() if path.stem in gone]
        left += [path for path in folder.iterdir() if TEMPORARY.fullmatch(path.name)]
        for path in left:
            _overwrite(path)
            path.unlink(missing_ok=True)
        sync(folder)
    return len(left)


def wrapped_key_files() -> list[Path]:
    """Return every wrapped key, for rotation."""
    return sorted(Path(settings.VAULT_KEYRING).glob(f"*{KEY}"))


def rewrap(path: Path, *, dry_run: bool = False) -> bool:
    """Wrap one key with the newest master key; False when it already is, or is gone. Raises Unreadable."""
    try:
        uid = UUID(path.stem)
    except ValueError:
        raise Unreadable("no key of a person") from None
    with _locked():
        try:
            wrapped = path.read_bytes()
            key = person_key(uid)
        except (FileNotFoundError, KeyDestroyed):
            return False
        if is_newest(wrapped):
            return False
        if not dry_run:
            _put(uid, _wrap(uid, key))
    return True


def _wrap(uid: UUID, key: bytes) -> bytes:
    newest = master_keys()[0]
    return newest.id + seal(derive(newest.key, WRAPPING), key, f"key|{uid}")


def _unwrap(uid: UUID, wrapped: bytes) -> bytes:
    key = unseal(derive(_master(wrapped[:ID_LENGTH]).key, WRAPPING), wrapped[ID_LENGTH:], f"key|{uid}")
    if len(key) != KEY_BYTES:
        raise Unreadable("no key of the right size")
    return key


def _master(key_id: bytes) -> MasterKey:
    for master in master_keys():
        if master.id == key_id:
            return master
    raise Unreadable("sealed with a key that is not in VAULT_KEYS")


@contextmanager
def _locked() -> Iterator[Path]:
    """Hold the folder's lock, across processes and machines (NFS 4 too); make the folder when there is none."""
    folder = Path(settings.VAULT_KEYRING)
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync(folder.parent)
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(descriptor)


def _put(uid: UUID, content: bytes, *, once: bool = False) -> None:
    """Put a wrapped key in its place, whole or not at all, and durable; `once` fails where there is one."""
    path = _path(uid, KEY)
    temporary = path.with_suffix(f".{os.urandom(6).hex()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if once:
            os.link(temporary, path)
        else:
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    # Without this a power cut forgets the name, and with it all that is sealed with the key.
    sync(path.parent)


def _overwrite(path: Path) -> None:
    """Write noise over a file in place: as much as a file system lets us do."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    """Make names that were added or removed outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files(uid: UUID) -> list[Path]:
    """Return the person's key and what a killed process may have left of it."""
    folder = Path(settings.VAULT_KEYRING)
    return [path for path in folder.glob(f"{_uuid(uid)}.*") if path.suffix != GONE]


def _path(uid: UUID, kind: str) -> Path:
    return Path(settings.VAULT_KEYRING, f"{_uuid(uid)}{kind}")


def _uuid(uid: UUID) -> UUID:
    """Return it, and nothing that could lead out of the folder. Raises ValueError."""
    return uid if isinstance(uid, UUID) else UUID(uid)
