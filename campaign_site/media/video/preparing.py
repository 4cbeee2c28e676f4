"""Prepares an uploaded video after its request: encoded anew by a confined program, then the upload is removed.

What was uploaded lies in storage for as long as that takes, at a name that nobody is served; whatever comes of it,
it does not stay.
"""

import shutil
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import File
from django.core.files.storage import default_storage

from campaign_site.media import confined_programs, confinement
from campaign_site.media.fields import random_name
from campaign_site.media.models import CampaignVideo
from campaign_site.media.removal import remove_after_commit
from campaign_site.media.video import encoder
from campaign_site.media.video.choices import Problem, State
from campaign_site.media.video.fields import VIDEOS

# Less than half the lease of the outbox, after which somebody else would begin it too.
LONGEST_RUN_SECONDS = 140


class EngineIsMissing(Exception):
    """The extra `video`, or what confines it, is not on this machine: another one, or a later run, does it."""


class UnusableVideo(ValueError):
    """The file cannot be prepared; `problem` says why, and what to do."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(str(problem.label))


@dataclass(frozen=True)
class CleanVideo:
    """What the encoder wrote: both files, the length in whole seconds, at least 1, and the size in pixels."""

    video: Path
    poster: Path
    seconds: int
    width: int
    height: int


def encode(source: Path, folder: Path, second: int) -> CleanVideo:
    """Encode a video anew, with a poster from `second`, into an empty folder.

    Takes LONGEST_RUN_SECONDS at most. Raises UnusableVideo and EngineIsMissing.
    """
    ended = confined_programs.run(encoder.__file__, source, folder, str(second), seconds=LONGEST_RUN_SECONDS)
    if ended in (encoder.NO_ENGINE, confinement.NO_CONFINEMENT):
        raise EngineIsMissing
    if ended:
        raise UnusableVideo(Problem.TOO_HARD)
    return _made(folder)


def _made(folder: Path) -> CleanVideo:
    """Return what the encoder made. Raises UnusableVideo; also where a file took it over and it says nonsense."""
    video, poster = folder / encoder.VIDEO, folder / encoder.POSTER
    try:
        told = confined_programs.told(folder / encoder.MADE)
        problem = Problem(told["problem"]) if "problem" in told else None
        sizes = {} if problem else {name: int(told[name]) for name in ("seconds", "width", "height")}
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise UnusableVideo(Problem.TOO_HARD) from error
    if problem or not (video.exists() and poster.exists()):
        raise UnusableVideo(problem or Problem.TOO_HARD)
    return CleanVideo(video, poster, **sizes)


def prepare(item) -> None:
    """Prepare the video that an outbox item names; one that is ready, refused or deleted is no work.

    Raises EngineIsMissing: then the outbox tries again later.
    """
    video = CampaignVideo.objects.filter(pk=item.reference, state=State.WAITING).first()
    if video is None:
        return
    with TemporaryDirectory() as folder:
        source, made = Path(folder, "source"), Path(folder, "made")
        made.mkdir()
        with default_storage.open(video.original.name) as stored, source.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        try:
            changes = _stored(encode(source, made, video.poster_second))
        except UnusableVideo as error:
            changes = {"state": State.FAILED, "problem": error.problem}
    waiting = CampaignVideo.objects.filter(pk=video.pk, state=State.WAITING, original=video.original.name)
    if not waiting.update(original="", **changes):
        # Deleted meanwhile, or done by somebody else.
        for name in filter(None, (changes.get("file_name"), changes.get("poster_name"))):
            default_storage.delete(name)
    remove_after_commit(video.original.name)


def _stored(clean: CleanVideo) -> dict:
    """Store both files; return what the row is told of them."""
    with clean.video.open("rb") as video:
        digest = file_digest(video, "sha256").hexdigest()
    return {
        "state": State.READY,
        "file_name": _store(clean.video, "webm"),
        "poster_name": _store(clean.poster, "jpg"),
        "file_hash": digest,
        "size": clean.video.stat().st_size,
        "duration": clean.seconds,
        "width": clean.width,
        "height": clean.height,
    }


def _store(path: Path, ending: str) -> str:
    with path.open("rb") as file:
        return default_storage.save(f"{VIDEOS}{random_name(ending)}", File(file))
