"""The files in storage, local or S3, by name and by content; a file is read only where its size is right."""

import hashlib
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from django.core.files.storage import default_storage

from stories.consent.choices import Surface, TakedownMode
from stories.fingerprints import File
from stories.surfaces.case import Case, Finding, stopwatch

MOST_FILES = 200_000
ALGORITHMS = {40: "sha1", 64: "sha256"}
PUBLIC_FOLDERS = ("images/", "recordings/")


def look(case: Case) -> Iterator[Finding]:
    """Go through every file; after "hide" only what is served counts, after "hide and delete" everything."""
    with stopwatch() as elapsed:
        try:
            stems, files = _stems(case), islice(stored_files(), MOST_FILES)
            left = [name for name, size in files if _is_trace(case, stems, name, size)]
        except Exception:  # whatever the storage's client raises when it is away
            yield Finding(Surface.MEDIA, "storage", 0, elapsed(), is_reached=False)
            return
    if not left:
        yield Finding(Surface.MEDIA, "storage", 0, elapsed())
    for name in left:
        yield Finding(Surface.MEDIA, f"storage: {name}", 1, elapsed())


def stored_files() -> Iterator[tuple[str, int]]:
    """Yield name and size in bytes of every file in the default storage."""
    if bucket := getattr(default_storage, "bucket", None):
        for item in bucket.objects.all():
            yield item.key, item.size
        return
    root = Path(default_storage.location)
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            yield path.relative_to(root).as_posix(), path.stat().st_size


def _is_trace(case: Case, stems: set[str], name: str, size: int) -> bool:
    has_its_name = _stem(name) in stems
    if case.mode == TakedownMode.HIDE:
        return has_its_name and name.startswith(PUBLIC_FOLDERS)
    return has_its_name or any(_is_same(name, size, file) for file in case.fingerprint.files)


def _is_same(name: str, size: int, file: File) -> bool:
    algorithm = ALGORITHMS.get(len(file.digest))
    # Of a recording the size is not kept: its kind has to do.
    is_like = size == file.size if file.size else PurePosixPath(name).suffix == PurePosixPath(file.name).suffix
    if not algorithm or not is_like:
        return False
    with default_storage.open(name) as content:
        return hashlib.file_digest(content, algorithm).hexdigest() == file.digest


def _stems(case: Case) -> set[str]:
    names = [*case.fingerprint.public_names, *(file.name for file in case.fingerprint.files)]
    return {_stem(name) for name in names}


def _stem(name: str) -> str:
    return PurePosixPath(name).name.partition(".")[0]
