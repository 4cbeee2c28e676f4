"""Decodes a video and encodes its bare frames and samples anew. A program of its own, run by `preparing.py`.

    encoder.py SOURCE FOLDER SECOND

A broken or hostile file can make a decoder crash, hang, take all memory, or do what its maker wants: that ends
with this process, which is confined to SOURCE, FOLDER and limits before it begins
(`campaign_site/media/confinement.py`). What is decoded is narrowed to a few containers and codecs; of each frame
and each block of samples only the numbers are passed on. Writes `video.webm`, `poster.jpg` and `made.json`
(seconds, width, height; or a problem) into FOLDER. Exits with NO_ENGINE where PyAV is missing.
"""

import json
import sys
from fractions import Fraction
from pathlib import Path

VIDEO, POSTER, MADE = "video.webm", "poster.jpg", "made.json"
NO_ENGINE = 3

LONGEST_SECONDS = 180
# Of what is shown; 480p.
LONGEST_SIDE = 854
MOST_PIXELS = 4096 * 2304
FRAMES_A_SECOND = 30
VIDEO_BITRATE, SOUND_BITRATE, SOUND_RATE = 700_000, 48_000, 48_000
# VP9 and Opus: free, and their encoders are BSD. `realtime` is four times as fast as `good` at this size.
ENCODER_OPTIONS = {"deadline": "realtime", "cpu-used": "6", "row-mt": "1", "crf": "34"}
POSTER_QUALITY = 82
# A millisecond, as WebM counts.
CLOCK = 1000

# Boxes that an MP4 or MOV file may begin with: ISO/IEC 14496-12, and the QuickTime File Format.
FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide"})
MATROSKA = b"\x1a\x45\xdf\xa3"
# What telephones, cameras and editing programs write; of FFmpeg's some four hundred decoders.
CODECS = (
    "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,mpeg4,aac,mp3,mp3float,opus,libopus,vorbis,"
    "amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,pcm_s16le,pcm_s16be"
)
THREADS = 2
# A file may end so much before it says: tracks differ in length, and the last frame is counted by its start.
ENDS_EARLIER_SECONDS = 1.5
# A pixel's width to its height; what is beyond is a mistake in the file.
NARROWEST_PIXEL, WIDEST_PIXEL = 0.1, 10

# Why a file is refused: the words that `choices.Problem` has sentences for.
UNREADABLE, NO_PICTURE, TOO_LONG = "unreadable", "no_picture", "too_long"
TOO_MANY_PIXELS, BREAKS_OFF = "too_many_pixels", "breaks_off"
REASONS = frozenset({UNREADABLE, NO_PICTURE, TOO_LONG, TOO_MANY_PIXELS, BREAKS_OFF})


class Refused(Exception):
    """The file cannot be shown; its argument is one of REASONS."""


def container_of(head: bytes) -> str | None:
    """Return the container that a file's first twelve bytes begin (`mp4`, `matroska`); None for any other."""
    if head[:4] == MATROSKA:
        return "matroska"
    return "mp4" if head[4:8] in FIRST_BOXES else None


def fitting(width: int, height: int) -> tuple[int, int]:
    """Return the size in which it is shown: even numbers, as the format wants, the longer side not too long."""
    scale = min(1, LONGEST_SIDE / max(width, height))
    return tuple(max(16, round(side * scale / 2) * 2) for side in (width, height))


class Scaler:
    """Brings frames of any size, shape and direction to one size; returns bare numbers (planes of YUV 4:2:0)."""

    def __init__(self, width: int, height: int, ratio: float, turn: int):
        """`ratio` is a pixel's width to its height; `turn` degrees against the clock make it upright."""
        self.turns = turn // 90 % 4
        self._stored = fitting(round(width * ratio), height)
        self.size = self._stored if self.turns % 2 == 0 else self._stored[::-1]

    def take(self, frame):
        """Return the planes, upright."""
        import numpy as np

        width, height = self._stored
        pixels = frame.reformat(width, height, "yuv420p").to_ndarray()
        if not self.turns:
            return pixels
        planes = (
            pixels[:height],
            *(part.reshape(height // 2, width // 2) for part in np.split(pixels[height:], 2)),
        )
        turned = [np.rot90(plane, self.turns) for plane in planes]
        return np.concatenate([plane.reshape(-1, self.size[0]) for plane in turned])


def encode(source, folder: Path, second: int) -> dict:
    """Write the video and its poster, the frame at `second` or the last before; return what is known of them."""
    import av

    name = container_of(source.read(12))
    source.seek(0)
    if name is None:
        raise Refused(UNREADABLE)
    options = {"codec_whitelist": CODECS, "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm"}
    with av.open(source, format=name, options=options) as container:
        return _Encoding(av, container, folder, second).run()


class _Encoding:
    def __init__(self, av, container, folder: Path, second: int):
        self._av, self._source, self._folder, self._second = av, container, folder, second
        tracks = [
            one for one in container.streams.video if not one.disposition & av.stream.Disposition.attached_pic
        ]
        if not tracks:
            raise Refused(NO_PICTURE)
        self._video_in = tracks[0]
        self._audio_in = next(iter(container.streams.audio), None)
        # Known once the first frame is decoded.
        self._scaler = self._target = self._video_out = self._audio_out = self._resampler = None
        self._poster = None
        # Seconds from which a frame is taken, and the time of the last that was, by CLOCK.
        self._next_at, self._last = 0.0, -1
        # Where the sound begins and how long it is so far, in samples.
        self._sound_from = self._samples = 0
        # Whatever the clock of the file begins with.
        self._began = (container.start_time or 0) / av.time_base

    def run(self) -> dict:
        for stream in filter(None, (self._video_in, self._audio_in)):
            # The list in the options binds only those who look at the file first.
            if stream.codec_context.name not in CODECS.split(","):
                raise Refused(UNREADABLE)
            stream.codec_context.thread_count = THREADS
        context = self._video_in.codec_context
        if context.width * context.height > MOST_PIXELS:
            raise Refused(TOO_MANY_PIXELS)
        # Without `bitexact` it would say by which program it was written, and bear random numbers.
        with self._av.open(
            str(self._folder / VIDEO), "w", format="webm", container_options={"fflags": "+bitexact"}
        ) as target:
            self._target = target
            self._encode_all()
        if self._poster is None:
            raise Refused(NO_PICTURE)
        self._write_poster()
        width, height = self._scaler.size
        return {"seconds": max(1, round(self._last / CLOCK)), "width": width, "height": height}

    def _encode_all(self) -> None:
        streams = [one for one in (self._video_in, self._audio_in) if one is not None]
        self._begin(self._first_frame())
        self._source.seek(0)
        for packet in self._source.demux(*streams):
            for frame in packet.decode():
                if packet.stream is self._video_in:
                    self._take_frame(frame)
                else:
                    self._take_sound(frame)
        if self._audio_in is not None:
            for block in self._resampler.resample(None):
                self._write_sound(block)
        if self._reached() < self._expected() - ENDS_EARLIER_SECONDS:
            raise Refused(BREAKS_OFF)
        for stream in filter(None, (self._video_out, self._audio_out)):
            self._target.mux(stream.encode(None))

    def _expected(self) -> float:
        """Return how long it says that it is, in seconds; 0 where it does not say."""
        if self._video_in.duration:
            return float(self._video_in.duration * self._video_in.time_base)
        return (self._source.duration or 0) / self._av.time_base

    def _reached(self) -> float:
        """Return the second of the last that was shown or heard."""
        return max(self._last / CLOCK, (self._sound_from + self._samples) / SOUND_RATE)

    def _first_frame(self):
        for frame in self._source.decode(self._video_in):
            return frame
        raise Refused(NO_PICTURE)

    def _begin(self, frame) -> None:
        """Say what will be written, now that it is known how the pictures lie."""
        ratio = float(self._video_in.sample_aspect_ratio or 1)
        if not NARROWEST_PIXEL < ratio < WIDEST_PIXEL:
            ratio = 1.0
        self._scaler = Scaler(frame.width, frame.height, ratio, frame.rotation)
        self._video_out = self._target.add_stream("libvpx-vp9", rate=FRAMES_A_SECOND, options=ENCODER_OPTIONS)
        self._video_out.width, self._video_out.height = self._scaler.size
        self._video_out.pix_fmt, self._video_out.bit_rate = "yuv420p", VIDEO_BITRATE
        self._video_out.codec_context.thread_count = THREADS
        self._video_out.codec_context.time_base = Fraction(1, CLOCK)
        if self._audio_in is not None:
            self._audio_out = self._target.add_stream("libopus", rate=SOUND_RATE, layout="mono")
            self._audio_out.bit_rate = SOUND_BITRATE
            self._resampler = self._av.AudioResampler(format="s16", layout="mono", rate=SOUND_RATE)

    def _take_frame(self, frame) -> None:
        at = self._at(frame)
        if at is None or at < self._next_at:
            return
        pixels = self._scaler.take(frame)
        # Half a millisecond, so that rounded times of 30 frames a second are not taken for more.
        self._next_at = at + 1 / FRAMES_A_SECOND - 0.0005
        self._last = max(self._last + 1, round(at * CLOCK))
        fresh = self._av.VideoFrame.from_ndarray(pixels, format="yuv420p")
        if self._poster is None or at <= self._second:
            self._poster = fresh
        fresh.pts, fresh.time_base = self._last, Fraction(1, CLOCK)
        self._target.mux(self._video_out.encode(fresh))

    def _take_sound(self, frame) -> None:
        at = self._at(frame)
        if at is None:
            return
        if not self._samples:
            self._sound_from = round(at * SOUND_RATE)
        for block in self._resampler.resample(frame):
            self._write_sound(block)

    def _write_sound(self, block) -> None:
        fresh = self._av.AudioFrame.from_ndarray(block.to_ndarray(), format="s16", layout="mono")
        fresh.sample_rate, fresh.time_base = SOUND_RATE, Fraction(1, SOUND_RATE)
        fresh.pts = self._sound_from + self._samples
        self._samples += fresh.samples
        self._target.mux(self._audio_out.encode(fresh))

    def _at(self, frame) -> float | None:
        """Return when it is shown or heard, in seconds from the beginning; None where it does not say."""
        if frame.time is None:
            return None
        at = max(0.0, frame.time - self._began)
        if at > LONGEST_SECONDS:
            raise Refused(TOO_LONG)
        return at

    def _write_poster(self) -> None:
        picture = self._poster.to_image()
        picture.save(self._folder / POSTER, "JPEG", quality=POSTER_QUALITY, progressive=True, optimize=True)


def main(source: str, folder: str, second: str) -> int:
    try:
        import av
    except ImportError:
        return NO_ENGINE
    av.logging.set_level(av.logging.PANIC)
    try:
        with open(source, "rb") as file:
            made = encode(file, Path(folder), int(second))
    except Refused as refused:
        made = {"problem": str(refused)}
    except MemoryError:
        raise
    except Exception:  # PyAV raises some thirty types for broken files
        made = {"problem": UNREADABLE}
    Path(folder, MADE).write_text(json.dumps(made))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
