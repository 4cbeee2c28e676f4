"""Pillow's own broken and hostile test pictures as uploads, each under four names: taken or refused, and soon.

They lie in Pillow's source package, which pip downloads; they are too many to ship. All go through the
admin's form in one process: what it held at most is more than any one of them took, and a crash in a
decoder ends the measure.
"""

import os
import resource
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
from wagtail.images.forms import get_image_form

from campaign_site.media.models import CampaignImage
from tests.bench.table import NotMeasured, Row, at_most, exactly, say
from tests.factories.accounts import UserFactory

EXTENSIONS = ("jpg", "jpeg", "png", "webp")
LONGEST_SECONDS, LARGEST_MEGABYTES = 1, 300
TAKEN, REFUSED = "taken", "refused"


class Upload(NamedTuple):
    """What became of one upload: TAKEN, REFUSED, or the exception that nobody handled; processor's seconds."""

    name: str
    outcome: str
    seconds: float


def measure() -> list[Row]:
    """Upload each file under each name; what is taken is a file of ours by then, and is not stored."""
    call_command("migrate", verbosity=0)
    user, form_class = UserFactory(is_superuser=True), get_image_form(CampaignImage)
    before, uploads = _megabytes(), []
    for name, content in _test_pictures():
        uploads += [_upload(form_class, user, f"{name} as .{ending}", ending, content) for ending in EXTENSIONS]
        if len(uploads) % 400 == 0:
            say(f"{len(uploads):,} uploads, {_megabytes():.0f} MB …")
    return _rows(uploads, before)


def _rows(uploads: list[Upload], before: float) -> list[Row]:
    outcomes = [upload.outcome for upload in uploads]
    unhandled = [f"{each.name}: {each.outcome}" for each in uploads if each.outcome not in (TAKEN, REFUSED)]
    for line in unhandled:
        say(line)
    slowest = max(uploads, key=lambda upload: upload.seconds)
    return [
        Row(f"broken pictures: uploads, under {len(EXTENSIONS)} names each", len(uploads)),
        Row("broken pictures: taken", outcomes.count(TAKEN)),
        Row("broken pictures: refused beside the field", outcomes.count(REFUSED)),
        Row("broken pictures: exceptions that nobody handled", len(unhandled), exactly(0)),
        Row(
            "broken pictures: processor's seconds, slowest",
            slowest.seconds,
            at_most(LONGEST_SECONDS),
            slowest.name,
        ),
        Row(
            "broken pictures: MB at most, the process as a whole",
            _megabytes(),
            at_most(LARGEST_MEGABYTES),
            f"{before:.0f} before the first",
        ),
    ]


def _test_pictures() -> Iterator[tuple[str, bytes]]:
    folder = Path(os.environ["VAR_DIR"]) / "pillow"
    wanted = ["--no-deps", "--no-binary", "pillow", f"pillow=={PIL.__version__}", "--dest", str(folder)]
    say("pip download pillow …")
    done = subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", *wanted], stderr=subprocess.DEVNULL)
    packages = sorted(folder.glob("*.tar.gz"))
    if done.returncode or not packages:
        raise NotMeasured("Pillow's source package could not be downloaded")
    with tarfile.open(packages[0]) as package:
        for member in package:
            if "/Tests/images/" in member.name and member.isfile():
                yield member.name.split("/Tests/images/")[1], package.extractfile(member).read()


def _upload(form_class, user, name: str, extension: str, content: bytes) -> Upload:
    file = SimpleUploadedFile(f"picture.{extension}", content)
    data = {"title": "A picture", "description": "A picture", "collection": "1"}
    picture = CampaignImage(uploaded_by_user=user)
    began = time.process_time()
    try:
        form = form_class(data, {"file": file}, instance=picture, user=user)
        outcome = TAKEN if form.is_valid() else REFUSED
    except Exception as error:
        outcome = type(error).__name__
    return Upload(name, outcome, time.process_time() - began)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
