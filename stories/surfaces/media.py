"""The addresses of pictures, recordings and documents, and the same files kept a second time."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from campaign_site.media.audience import is_public
from campaign_site.media.models import CampaignRecording
from stories.consent.choices import Surface, TakedownMode
from stories.fingerprints import Fingerprint
from stories.surfaces.case import Case, Finding, stopwatch
from stories.surfaces.web import GONE, Answer


def look(case: Case) -> Iterator[Finding]:
    """Ask for each file by every address it ever had, then look for the same content under another number."""
    groups: dict[str, list[Answer]] = defaultdict(list)
    paths = [*public_paths(case.fingerprint), *private_paths(case.fingerprint)]
    for path, answer in case.ask(paths, "HEAD").items():
        groups[group(path)].append(answer)
    for place, answers in groups.items():
        found = sum(answer.is_reached and answer.status not in GONE for answer in answers)
        milliseconds = max(answer.milliseconds for answer in answers)
        yield Finding(Surface.MEDIA, place, found, milliseconds, all(answer.is_reached for answer in answers))
    yield from _same_content(case)


def public_paths(fingerprint: Fingerprint) -> list[str]:
    """Return the addresses at which files were served while the story was public."""
    documents = [file.name for file in fingerprint.files if file.name.startswith("documents/")]
    return [
        *(f"{settings.MEDIA_URL}{name}" for name in fingerprint.public_names),
        *(
            reverse("wagtaildocs_serve", args=[pk, PurePosixPath(name).name])
            for pk, name in zip(fingerprint.documents, documents, strict=False)
        ),
    ]


def private_paths(fingerprint: Fingerprint) -> list[str]:
    """Return addresses at which the originals would lie, if somebody began to serve them."""
    return [f"{settings.MEDIA_URL}{file.name}" for file in fingerprint.files]


def group(path: str) -> str:
    """Return one place for all sizes of a picture."""
    folder, _slash, name = path.rpartition("/")
    return f"{folder}/{name.partition('.')[0]}.*"


def _same_content(case: Case) -> Iterator[Finding]:
    own = {
        get_image_model(): case.fingerprint.pictures,
        CampaignRecording: case.fingerprint.recordings,
        get_document_model(): case.fingerprint.documents,
    }
    digests = [file.digest for file in case.fingerprint.files if file.digest]
    for model, keys in own.items():
        with stopwatch() as elapsed:
            again = model.objects.filter(file_hash__in=digests).exclude(pk__in=keys)
            if case.mode == TakedownMode.ERASE:
                again = model.objects.filter(file_hash__in=digests)
            left = [item for item in again if case.mode == TakedownMode.ERASE or is_public(item)]
            for item in left:
                yield Finding(Surface.MEDIA, f"{model._meta.db_table} #{item.pk}", 1, elapsed())
