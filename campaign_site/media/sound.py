"""Takes everything out of a recording but its sound.

Recorders and sound editors write names, places, dates, comments and covers into a file: only decoding it and
encoding the bare samples anew drops all of it. What comes out is always the same kind of file: mono MP3 at
64 kbit/s, without a single tag.
"""

import io
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from campaign_site.media import confined_programs, confinement, sound_encoder

MAX_BYTES = 30 * 1024 * 1024
# Half an hour of sound takes half a minute; proxies wait for three.
LONGEST_RUN_SECONDS = 150

TOO_LARGE = _("This file is larger than 30 MB. Please save the recording as MP3, or in parts.")
MESSAGES = {
    sound_encoder.UNREADABLE: _(
        "This file cannot be read as a recording. Please choose a WAV, FLAC, OGG or MP3 file."
    ),
    sound_encoder.PHONE_FORMAT: _(
        "This is an M4A, AAC or AMR file, as telephones record, or a video. This site cannot read it. Please open "
        "it in a sound editor on your own computer, export it as WAV or MP3, and choose that file. Do not use a "
        "website that converts files: the voice would leave our hands."
    ),
    sound_encoder.TOO_LONG: _("This recording is longer than 30 minutes. Please cut it into parts."),
    sound_encoder.BREAKS_OFF: _(
        "This file breaks off before its end. Please copy it again from where it was recorded."
    ),
    sound_encoder.NO_SOUND: _("There is no sound in this file."),
    sound_encoder.UNUSUAL: _(
        "This recording has an unusual sampling rate or number of channels. Please export it at 44,100 Hz."
    ),
}


class UnusableSound(ValueError):
    """The file is not a recording that we take; the message says what to do, for the person who uploads."""


@dataclass(frozen=True)
class CleanSound:
    """A scrubbed recording: MP3 bytes, their SHA-256 (hex), and the length in whole seconds, at least 1."""

    content: bytes
    sha256: str
    seconds: int


def scrub_sound(file: BinaryIO) -> CleanSound:
    """Encode a WAV, FLAC, OGG or MP3 file anew, by a confined program where this machine confines one.

    Takes about a second for each minute of sound; memory holds the result (at most 15 MB). Raises UnusableSound.
    """
    if file.seek(0, io.SEEK_END) > MAX_BYTES:
        raise UnusableSound(TOO_LARGE)
    try:
        content, seconds = _encode_confined(file) if confinement.is_there() else _encode_here(file)
    except sound_encoder.Refused as refused:
        # A program that a file took over may give any reason.
        message = MESSAGES.get(str(refused), MESSAGES[sound_encoder.UNREADABLE])
        raise UnusableSound(message) from refused
    return CleanSound(content, sha256(content).hexdigest(), seconds)


def _encode_here(file: BinaryIO) -> tuple[bytes, int]:
    output = io.BytesIO()
    try:
        seconds = sound_encoder.encode(file, output)
    except sound_encoder.Refused:
        raise
    except Exception as error:  # soundfile and numpy raise several types for broken files
        raise sound_encoder.Refused(sound_encoder.UNREADABLE) from error
    return output.getvalue(), seconds


def _encode_confined(file: BinaryIO) -> tuple[bytes, int]:
    with TemporaryDirectory() as place:
        source, folder = Path(place, "source"), Path(place, "made")
        folder.mkdir()
        file.seek(0)
        with source.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        if confined_programs.run(sound_encoder.__file__, source, folder, seconds=LONGEST_RUN_SECONDS):
            raise sound_encoder.Refused(sound_encoder.UNREADABLE)
        return _made(folder)


def _made(folder: Path) -> tuple[bytes, int]:
    """Return what the program made. Raises Refused; also where a file took it over and it says nonsense."""
    try:
        told = confined_programs.told(folder / sound_encoder.MADE)
        if "problem" not in told:
            return (folder / sound_encoder.SOUND).read_bytes(), int(told["seconds"])
    except (ValueError, TypeError, KeyError, OverflowError, FileNotFoundError) as error:
        raise sound_encoder.Refused(sound_encoder.UNREADABLE) from error
    raise sound_encoder.Refused(told["problem"])
