"""Pillow's own broken and hostile test pictures as uploads, each under four names: taken or refused, and soon.

They lie in Pillow's source package, which pip downloads; they are too many to ship. Each file has a process of its
own, so that what one takes is not counted for another, and a crash in a decoder is counted and not the end.
"""

import os
import pickle
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import PIL
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from wagtail.images.forms import get_image_form

from campaign_site.accounts.roles import sync_roles
from campaign_site.media.models import CampaignImage
from tests.bench.table import NotMeasured, Row, at_most, exactly, say
from tests.factories.accounts import UserFactory

EXTENSIONS = ("jpg", "jpeg", "png", "webp")
LONGEST_SECONDS, LARGEST_MEGABYTES, GIVEN_UP_AFTER = 1, 300, 60
TAKEN, REFUSED = "taken", "refused"


class Upload(NamedTuple):
    """What became of one upload: TAKEN, REFUSED, or the exception that nobody handled; processor's seconds."""

    name: str
    outcome: str
    seconds: float


class Tried(NamedTuple):
    """One file under all names; `megabytes` is all that its process held, the site's own code included."""

    name: str
    uploads: list[Upload]
    megabytes: float
    has_died: bool


def measure() -> list[Row]:
    """Upload each file under each name through the admin's form, and store what is taken."""
    call_command("migrate", verbosity=0)
    sync_roles()
    user = UserFactory(is_superuser=True)
    connections.close_all()
    tried = []
    for name, content in _test_pictures():
        tried.append(_in_a_process(name, content, user))
        if len(tried) % 100 == 0:
            say(f"{len(tried)} files …")
    return _rows(tried)


def _rows(tried: list[Tried]) -> list[Row]:
    uploads = [upload for one in tried for upload in one.uploads]
    outcomes = [upload.outcome for upload in uploads]
    unhandled = sorted(
        {f"{each.name}: {each.outcome}" for each in uploads if each.outcome not in (TAKEN, REFUSED)}
    )
    died = [one.name for one in tried if one.has_died]
    slowest = max(uploads, key=lambda upload: upload.seconds)
    largest = max(tried, key=lambda one: one.megabytes)
    smallest = min(one.megabytes for one in tried)
    for line in unhandled:
        say(line)
    return [
        Row(f"broken pictures: uploads, {len(tried):,} files × {len(EXTENSIONS)} names", len(uploads)),
        Row("broken pictures: taken", outcomes.count(TAKEN)),
        Row("broken pictures: refused beside the field", outcomes.count(REFUSED)),
        Row(
            "broken pictures: exceptions that nobody handled", len(unhandled), exactly(0), "; ".join(unhandled[:3])
        ),
        Row("broken pictures: processes that died", len(died), exactly(0), "; ".join(died[:3])),
        Row(
            "broken pictures: processor's seconds, slowest",
            slowest.seconds,
            at_most(LONGEST_SECONDS),
            slowest.name,
        ),
        Row(
            "broken pictures: MB at most, the process as a whole",
            largest.megabytes,
            at_most(LARGEST_MEGABYTES),
            f"{largest.name}; the smallest file: {smallest:.0f}",
        ),
    ]


def _test_pictures() -> Iterator[tuple[str, bytes]]:
    folder = Path(os.environ["VAR_DIR"]) / "pillow"
    wanted = ["--no-deps", "--no-binary", "pillow", f"pillow=={PIL.__version__}", "--dest", str(folder)]
    say("pip download pillow …")
    done = subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", *wanted], stderr=subprocess.DEVNULL)
    packages = sorted(folder.glob("*.tar.gz")) if folder.exists() else []
    if done.returncode or not packages:
        raise NotMeasured("Pillow's source package could not be downloaded")
    with tarfile.open(packages[0]) as package:
        for member in package:
            if "/Tests/images/" in member.name and member.isfile():
                yield member.name.split("/Tests/images/")[1], package.extractfile(member).read()


def _in_a_process(name: str, content: bytes, user) -> Tried:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(GIVEN_UP_AFTER)
        try:
            with os.fdopen(writing, "wb") as pipe:
                for extension in EXTENSIONS:
                    pickle.dump(_upload(name, extension, content, user), pipe)
                    pipe.flush()
        finally:
            os._exit(0)
    os.close(writing)
    uploads = []
    with os.fdopen(reading, "rb") as pipe:
        while True:
            try:
                uploads.append(pickle.load(pipe))
            except EOFError:
                break
    _pid, status, used = os.wait4(child, 0)
    return Tried(name, uploads, used.ru_maxrss / 1024, status != 0 or len(uploads) != len(EXTENSIONS))


def _upload(name: str, extension: str, content: bytes, user) -> Upload:
    file = SimpleUploadedFile(f"{Path(name).stem}.{extension}", content)
    data = {"title": "A picture", "description": "A picture", "collection": "1"}
    began = time.process_time()
    try:
        picture = CampaignImage(uploaded_by_user=user)
        form = get_image_form(CampaignImage)(data, {"file": file}, instance=picture, user=user)
        is_taken = form.is_valid()
        if is_taken:
            form.save()
        outcome = TAKEN if is_taken else REFUSED
    except Exception as error:
        outcome = type(error).__name__
    return Upload(f"{name} as .{extension}", outcome, time.process_time() - began)
