"""Files that prove a consent: any bytes, sealed with the person's key in a folder of the person's own.

EVIDENCE_ROOT/<uid of the person>/<random name>, never below the media folder. What a crash leaves there before its
row is written can be opened by nobody without the key, and goes with the folder when the person is erased.
"""

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from stories.consent import audit, keyring
from stories.consent.access import Access
from stories.consent.choices import EvidenceKind
from stories.consent.disclosure import announce
from stories.consent.envelope import Unreadable
from stories.consent.frames import WrongSize, seal_frames, sealed_size, unseal_frames
from stories.consent.models import Consent, Evidence
from stories.consent.sealing import key_for_reading, key_for_writing

NAME = re.compile(r"[0-9a-f]{32}")


class NoFile(LookupError):
    """This evidence is paper in a safe; there is no file to open."""


def store_file(consent: Consent, kind: EvidenceKind, file: UploadedFile, actor=None) -> Evidence:
    """Seal an upload and record it. The caller checks who may.

    Raises WrongSize for an empty file, one above EVIDENCE_MAX_BYTES (before a byte of it is read) or one that has
    not the size it announces; KeyDestroyed when the person is erased.
    """
    if not file.size or file.size > settings.EVIDENCE_MAX_BYTES:
        raise WrongSize("empty, or more than may be stored")
    contributor = consent.contributor
    with transaction.atomic():
        key = key_for_writing(contributor)
    name = secrets.token_hex(16)
    path = _folder(contributor.uid, make=True) / name
    try:
        digest = _write_sealed(path, key, file, _context(contributor.uid, name))
        with transaction.atomic():
            key_for_writing(contributor)  # again: the person may have been erased meanwhile
            evidence = Evidence.objects.create(
                consent=consent, kind=EvidenceKind(kind), file=name, size=file.size, sha256=digest
            )
            audit.record("evidence.stored", evidence, f"Evidence of {contributor} was stored.", actor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return evidence


def stream(evidence: Evidence, access: Access) -> Iterator[bytes]:
    """Return the plain bytes, frame by frame. The audit event is committed before this returns.

    Raises NotPermitted, SignInTooOld, ReasonMissing, NoFile, KeyDestroyed, Unreadable; RuntimeError inside a
    transaction. A frame that was altered raises Unreadable in its place: the download breaks off.
    """
    reason = access.check("consent.read_evidence")
    if not evidence.file:
        raise NoFile
    contributor = evidence.consent.contributor
    key = key_for_reading(contributor)
    path = _folder(contributor.uid) / evidence.file
    if not NAME.fullmatch(evidence.file) or not path.is_file():
        raise Unreadable("the file is not where it belongs")
    if path.stat().st_size != sealed_size(evidence.size):
        raise Unreadable("the file has another length")
    announce("evidence.read", evidence, contributor, str(evidence), reason, access)
    return _plain(path, key, evidence, _context(contributor.uid, evidence.file))


def has_files(uid: UUID) -> bool:
    """Whether the person's folder is still there."""
    return _folder(uid).exists()


def remove_files(uid: UUID) -> None:
    """Remove the person's folder. Safe to repeat."""
    if has_files(uid):
        shutil.rmtree(_folder(uid))


def _write_sealed(path: Path, key: bytes, file: UploadedFile, context: str) -> str:
    """Write the sealed frames, durable, and return the SHA-256 (hex) of the plain bytes."""
    digest = sha256()

    def chunks() -> Iterator[bytes]:
        for chunk in file.chunks():
            digest.update(chunk)
            yield chunk

    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as sealed:
        for frame in seal_frames(key, chunks(), file.size, context):
            sealed.write(frame)
        sealed.flush()
        os.fsync(sealed.fileno())
    keyring.sync(path.parent)
    return digest.hexdigest()


def _plain(path: Path, key: bytes, evidence: Evidence, context: str) -> Iterator[bytes]:
    digest = sha256()
    with path.open("rb") as sealed:
        read: Callable[[int], bytes] = sealed.read
        for frame in unseal_frames(key, read, evidence.size, context):
            digest.update(frame)
            yield frame
    if digest.hexdigest() != evidence.sha256:
        raise Unreadable("not the file that was stored")


def _folder(uid: UUID, *, make: bool = False) -> Path:
    folder = Path(settings.EVIDENCE_ROOT) / str(UUID(str(uid)))
    if make and not folder.is_dir():
        Path(settings.EVIDENCE_ROOT).mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        keyring.sync(folder.parent)
    return folder


def _context(uid: UUID, name: str) -> str:
    return f"{uid}|evidence|{name}"
