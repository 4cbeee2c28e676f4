"""A cloth that is woven, drawn frame by frame by the program: nobody is seen, nobody speaks.

The film lies beside the texts, as a machine without the extra `video` loads the demonstration too; the command
`demo_film` makes it anew.
"""

import io
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageColor

from campaign_site.demo.content import FOLDER, read, versions
from campaign_site.demo.recorder import Recorder
from campaign_site.media.fields import random_name
from campaign_site.media.models import CampaignVideo
from campaign_site.media.video import captions
from campaign_site.media.video.choices import State
from campaign_site.media.video.fields import VIDEOS

FILM, POSTER = FOLDER / "film" / "weaving.webm", FOLDER / "film" / "weaving.jpg"
TITLE = "Sample film: weaving"
PAGE = "about"
SIZE, SECONDS, FRAMES_A_SECOND = (854, 480), 8, 12
# Threads across and up, with the ground between them.
CELL, GAP = 32, 4
GROUND, WARP, *WEFTS = (
    np.array(ImageColor.getrgb(colour), np.uint8)
    for colour in ("#f4efe6", "#9db7e8", "#0033a0", "#d9822b", "#2a6f97")
)


def block(recorder: Recorder, language: str) -> tuple[str, dict]:
    """Return the block with the sample film in a language."""
    text = dict(versions(read("film")))[language]
    return "video", {"video": film(recorder), "title": text["title"], "transcript": text["transcript"].strip()}


def film(recorder: Recorder) -> CampaignVideo:
    """Return the sample film with its captions, made once."""
    found = CampaignVideo.objects.filter(title=TITLE).first()
    if found is None:
        width, height = SIZE
        found = CampaignVideo.objects.create(
            title=TITLE, state=State.READY, duration=SECONDS, width=width, height=height, size=FILM.stat().st_size,
            file_hash=sha256(FILM.read_bytes()).hexdigest(),
            file_name=_store(FILM), poster_name=_store(POSTER),
        )  # fmt: skip
        for language, text in versions(read("film")):
            found.captions.create(language=language, text=webvtt(text["captions"], language))
        for name in (found.file_name, found.poster_name):
            recorder.keep_name(name)
        recorder.note("films", "weaving")
    return found


def webvtt(rows: list[list], language: str) -> str:
    """Return captions for rows of [from, to, words]."""
    cues = [captions.Cue(round(start * 1000), round(end * 1000), (words,)) for start, end, words in rows]
    return captions.write(cues, from_the_right=language == "ar")


def _store(path: Path) -> str:
    return default_storage.save(f"{VIDEOS}{random_name(path.suffix.lstrip('.'))}", ContentFile(path.read_bytes()))


def frames():
    """Yield the frames, each an array of height × width × 3 (RGB)."""
    width, height = SIZE
    rows, columns = height // CELL, width // CELL + 1
    last = SECONDS * FRAMES_A_SECOND - 1
    for number in range(last + 1):
        # The last half second shows the whole cloth.
        woven = min(1, number / (last - FRAMES_A_SECOND / 2)) * rows
        yield _cloth(woven, rows, columns)


def _cloth(woven: float, rows: int, columns: int) -> np.ndarray:
    """Draw it with so many rows done, from below; of the row under way the part that the shuttle has passed."""
    width, height = SIZE
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = GROUND
    for column in range(columns):
        picture[:, column * CELL + GAP : (column + 1) * CELL - GAP] = WARP
    for row in range(min(rows, int(woven) + 1)):
        passed = round(min(1.0, woven - row) * width)
        if passed <= 0:
            continue
        top = height - (row + 1) * CELL
        # Forth and back.
        span = slice(0, passed) if row % 2 == 0 else slice(width - passed, width)
        thread = np.zeros(width, bool)
        thread[span] = True
        for column, (start, end) in enumerate(pairwise(range(0, (columns + 1) * CELL, CELL))):
            over = (column + row) % 2 == 0
            cell = np.flatnonzero(thread[start:end]) + start
            if over and cell.size:
                picture[top + GAP : top + CELL - GAP, cell[0] : cell[-1] + 1] = WEFTS[row // 2 % len(WEFTS)]
    return picture


def poster() -> bytes:
    """Return the whole cloth as a JPEG."""
    output = io.BytesIO()
    *_before, whole = frames()
    Image.fromarray(whole).save(output, "JPEG", quality=82, progressive=True, optimize=True)
    return output.getvalue()
