"""The keys: one data key per person, wrapped by a master key from the environment (VAULT_KEYS, newest first).

Wrapped keys are small files in VAULT_KEYRING, outside the database and outside its backups: destroying one file
makes a person's vault unreadable in every backup that was ever made. The folder is mirrored, deletions included.
"""

import os
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from stories.consent.envelope import KEY_BYTES, Unreadable, derive, new_key, seal, unseal

ID_LENGTH = 8


class KeyDestroyed(Unreadable):
    """The person's key is gone, and with it all that was sealed with it."""


class MasterKey(NamedTuple):
    """A key of the environment with the short name by which sealed things refer to it."""

    id: bytes
    key: bytes


def master_keys() -> list[MasterKey]:
    """Return the keys of the environment, the one that new things are sealed with first."""
    return [MasterKey(sha256(key).hexdigest()[:ID_LENGTH].encode(), key) for key in settings.VAULT_KEYS]


def seal_for_site(purpose: str, plain: bytes) -> bytes:
    """Seal what belongs to no single person, with the newest master key."""
    newest = master_keys()[0]
    return newest.id + seal(derive(newest.key, purpose), plain, purpose)


def unseal_for_site(purpose: str, sealed: bytes) -> bytes:
    """Return what `seal_for_site` sealed, by any key of the environment. Raises Unreadable."""
    master = _master(bytes(sealed[:ID_LENGTH]))
    return unseal(derive(master.key, purpose), bytes(sealed[ID_LENGTH:]), purpose)


def site_secret(purpose: str) -> bytes:
    """Return the newest secret of the site for one purpose, for an HMAC that need not outlive a rotation."""
    return derive(master_keys()[0].key, purpose)


def make_person_key(uid: UUID) -> bytes:
    """Make, store and return the person's key; the one there is, if there is one already."""
    key = new_key()
    path = _path(uid)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.urandom(6).hex()}")
    _write(temporary, _wrap(uid, key))
    try:
        os.link(temporary, path)  # fails where another process was first
    except FileExistsError:
        return person_key(uid)
    finally:
        temporary.unlink()
    return key


def person_key(uid: UUID) -> bytes:
    """Return the person's key. Raises KeyDestroyed when there is none, Unreadable when no master key opens it."""
    try:
        wrapped = _path(uid).read_bytes()
    except FileNotFoundError as error:
        raise KeyDestroyed("the person's key is gone") from error
    return _unwrap(uid, wrapped)


def has_person_key(uid: UUID) -> bool:
    """Whether the person's key still exists."""
    return _path(uid).exists()


def destroy_person_key(uid: UUID) -> bool:
    """Overwrite and remove the person's key; return whether there was one."""
    path = _path(uid)
    if not path.exists():
        return False
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    return True


def wrapped_key_files() -> list[Path]:
    """Return every wrapped key, for rotation."""
    return sorted(Path(settings.VAULT_KEYRING).glob("*.key"))


def rewrap(path: Path) -> bool:
    """Wrap one key with the newest master key; False when it already is. Raises Unreadable."""
    wrapped = path.read_bytes()
    if wrapped[:ID_LENGTH] == master_keys()[0].id:
        return False
    uid = UUID(path.stem)
    key = _unwrap(uid, wrapped)
    temporary = path.with_suffix(f".{os.urandom(6).hex()}")
    _write(temporary, _wrap(uid, key))
    temporary.replace(path)
    return True


def _wrap(uid: UUID, key: bytes) -> bytes:
    newest = master_keys()[0]
    return newest.id + seal(newest.key, key, f"key|{uid}")


def _unwrap(uid: UUID, wrapped: bytes) -> bytes:
    key = unseal(_master(wrapped[:ID_LENGTH]).key, wrapped[ID_LENGTH:], f"key|{uid}")
    if len(key) != KEY_BYTES:
        raise Unreadable("no key of the right size")
    return key


def _master(key_id: bytes) -> MasterKey:
    for master in master_keys():
        if master.id == key_id:
            return master
    raise Unreadable("sealed with a key that is not in VAULT_KEYS")


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _path(uid: UUID) -> Path:
    return Path(settings.VAULT_KEYRING) / f"{uid}.key"
