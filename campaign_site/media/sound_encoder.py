"""Decodes a recording and encodes its bare samples anew, as mono MP3 at 64 kbit/s. A program of its own.

    sound_encoder.py SOURCE FOLDER

`sound.py` runs it confined to both (`confinement.py`), or calls `encode` where nothing confines it. Writes
`sound.mp3` and `made.json` (seconds; or a problem) into FOLDER.
"""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import Any, BinaryIO

SOUND, MADE = "sound.mp3", "made.json"

LONGEST_SECONDS = 30 * 60
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
MOST_CHANNELS = 8
# Frames decoded at a time: with eight channels half a megabyte.
BLOCK = 16_384
BITRATE = 64
# What MP3 can hold (ISO/IEC 11172-3, 13818-3 and the common extension below): rates in Hz, and for each
# family of rates its highest and lowest bit rate, between which libsndfile counts its compression level.
RATES = (48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000)
BITRATES = {32_000: (320, 32), 16_000: (160, 8), 8_000: (64, 8)}
# A RIFF header of this size or more says: the recorder did not know how long it would be.
UNKNOWN_SIZE = 0x7FFF_0000
# What libsndfile answers where a FLAC header leaves the length open: its recorder never came to the end.
UNKNOWN_LENGTH = 2**63 - 1
LARGEST_OGG_PAGE = 65_307

# Why a file is refused: the words that `sound.MESSAGES` has sentences for.
UNREADABLE, PHONE_FORMAT, TOO_LONG = "unreadable", "phone_format", "too_long"
BREAKS_OFF, NO_SOUND, UNUSUAL = "breaks_off", "no_sound", "unusual"


class Refused(Exception):
    """The file is not a recording that we take; its argument is one of the words above."""


class _Inside:
    """What lies in a file from `start` on, without its name: libsndfile believes the ending of a name."""

    def __init__(self, file: BinaryIO, start: int):
        self._file, self._start = file, start
        self.read = file.read
        self.seek(0)

    def tell(self) -> int:
        return self._file.tell() - self._start

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._file.seek(offset + self._start if whence == io.SEEK_SET else offset, whence)
        return self.tell()


def encode(file: BinaryIO, output: BinaryIO) -> int:
    """Decode a WAV, FLAC, OGG or MP3 file in blocks and write MP3; return its whole seconds, at least 1.

    Takes about a second for each minute of sound. Raises Refused; soundfile and numpy raise several types more for
    broken files.
    """
    size = file.seek(0, io.SEEK_END)
    return _encode(_Inside(file, _find_sound(file, size)), output)


def _find_sound(file: BinaryIO, size: int) -> int:
    """Return where the sound begins, behind any ID3 tags. Raises Refused for all but the four formats.

    libsndfile would try some twenty formats more, and its readers of the rare ones have had the dangerous faults.
    """
    start, head = 0, _read(file, 0)
    while head[:3] == b"ID3":
        # ID3v2: ten bytes, the last four of them the length of the rest, seven bits in each; perhaps ten more.
        start += 20 if head[5] & 16 else 10
        start += sum((byte & 127) << 7 * place for place, byte in enumerate(head[9:5:-1]))
        head = _read(file, start)
    is_frame = head[0] == 255 and head[1] >= 224
    # MP3 and AAC frames begin alike, but for the two bits that name the layer: AAC has none.
    if head[4:8] == b"ftyp" or head[:5] == b"#!AMR" or (is_frame and not head[1] & 6):
        raise Refused(PHONE_FORMAT)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        claimed = int.from_bytes(head[4:8], "little")
        if size - start < claimed < UNKNOWN_SIZE:
            raise Refused(BREAKS_OFF)
    elif head[:4] == b"OggS":
        if not _ends_with_last_page(file, max(start, size - LARGEST_OGG_PAGE)):
            raise Refused(BREAKS_OFF)
    elif head[:4] != b"fLaC" and not is_frame:
        raise Refused(UNREADABLE)
    return start


def _ends_with_last_page(file: BinaryIO, start: int) -> bool:
    """Return whether the last Ogg page after `start` says that it is the last (RFC 3533, section 6)."""
    file.seek(start)
    page = file.read().rpartition(b"OggS")[2]
    return bool(page[1:2]) and bool(page[1] & 4)


def _read(file: BinaryIO, start: int) -> bytes:
    """Return twelve bytes, zeros for those that lie behind the end."""
    file.seek(start)
    return file.read(12).ljust(12, b"\0")


def _encode(file: _Inside, output: BinaryIO) -> int:
    # Twenty megabytes of memory, which a process that only serves pages never needs.
    from soundfile import SoundFile

    class ReadOnward(SoundFile):
        """soundfile seeks to where it is after each block, which is heard as a click between blocks of MP3."""

        def seekable(self) -> bool:
            return False

    with ReadOnward(file) as source:
        if not LOWEST_RATE <= source.samplerate <= HIGHEST_RATE or source.channels > MOST_CHANNELS:
            raise Refused(UNUSUAL)
        rate = next(rate for rate in RATES if rate <= source.samplerate)
        highest, lowest = next(ends for start, ends in BITRATES.items() if start <= rate)
        with SoundFile(
            output, "w", rate, 1, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode="CONSTANT",
            compression_level=(highest - BITRATE) / (highest - lowest),
        ) as target:  # fmt: skip
            frames = 0
            for block in _mono(source, rate):
                frames += len(block)
                target.write(block)
    return max(1, round(frames / rate))


def _mono(source: Any, rate: int) -> Iterator[Any]:
    """Yield blocks of one channel at `rate`. Raises Refused for too much, too little or nothing."""
    import numpy as np

    # By its place: a confined program knows no package of ours.
    resampler_of = run_path(str(Path(__file__).with_name("resampling.py")))["Resampler"]
    most = LONGEST_SECONDS * source.samplerate
    if source.frames > most:
        raise Refused(BREAKS_OFF if source.frames == UNKNOWN_LENGTH else TOO_LONG)
    resampler, frames = resampler_of(source.samplerate, rate), 0
    while len(block := source.read(BLOCK, dtype="float32", always_2d=True)):
        frames += len(block)
        if frames > most:
            raise Refused(TOO_LONG)
        # Samples can be anything in a WAV of floating-point numbers; the encoder wants them between -1 and 1.
        bare = np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0).clip(-1, 1).mean(axis=1)
        yield resampler.take(bare).clip(-1, 1)
    if not frames:
        raise Refused(NO_SOUND)
    if frames < source.frames - source.samplerate // 2:
        raise Refused(BREAKS_OFF)
    yield resampler.rest().clip(-1, 1)


def main(source: str, folder: str) -> None:
    """Encode a file, or say why it is refused."""
    made: dict[str, int | str]
    try:
        with open(source, "rb") as file, Path(folder, SOUND).open("w+b") as output:
            made = {"seconds": encode(file, output)}
    except Refused as refused:
        made = {"problem": str(refused)}
    except MemoryError:
        raise
    except Exception:  # soundfile and numpy raise several types for broken files
        made = {"problem": UNREADABLE}
    Path(folder, MADE).write_text(json.dumps(made))


if __name__ == "__main__":
    main(*sys.argv[1:])
