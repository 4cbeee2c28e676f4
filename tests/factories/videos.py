"""Videos, made in memory as a telephone or an editing program would write them; and their captions."""

import io
from collections.abc import Iterator
from fractions import Fraction

import av
import factory
import numpy as np
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from campaign_site.media.fields import random_name
from campaign_site.media.models import CampaignVideo
from campaign_site.media.video import encoder
from campaign_site.media.video.captions import Cue, write
from campaign_site.media.video.choices import State
from campaign_site.media.video.fields import VIDEOS
from tests.factories.media import SECRET
from tests.factories.pages import ContentPageFactory

PLACE = "+05.6037-000.1870/"
RED, BLUE = (200, 30, 30), (30, 30, 200)
WORDS = {"en": "Calm music.", "fr": "Musique calme.", "es": "Música tranquila.", "ar": "موسيقى هادئة."}


def video_bytes(
    size=(64, 48),
    seconds: float = 1.0,
    *,
    kind="mp4",
    codec="libx264",
    sounds=1,
    pictures=1,
    fps=10,
    secrets=False,
) -> bytes:
    """Return a video whose left half is red and whose right half is blue; each sound track has a tone of its own.

    `secrets` adds place, device, author and chapters wherever the container can hold them.
    """
    output = io.BytesIO()
    options = {"movflags": "use_metadata_tags"} if kind == "mp4" else {}
    with av.open(output, "w", format=kind, options=options) as file:
        shown = [file.add_stream(codec, rate=fps) for _number in range(pictures)]
        sound_codec = "aac" if kind == "mp4" else "libopus"
        heard = [file.add_stream(sound_codec, rate=48_000, layout="mono") for _number in range(sounds)]
        for stream in shown:
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        if secrets:
            _tell_secrets(file, [*shown, *heard])
        for stream in shown:
            for frame in _frames(size, round(seconds * fps)):
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        for number, stream in enumerate(heard):
            for block in _blocks(seconds, 440.0 * (number + 1)):
                file.mux(stream.encode(block))
            file.mux(stream.encode(None))
    return output.getvalue()


def _tell_secrets(file, streams) -> None:
    told = dict.fromkeys(("title", "artist", "comment", "make", "creation_time"), SECRET)
    file.metadata.update({**told, "location": PLACE, "com.apple.quicktime.location.ISO6709": PLACE})
    chapter = {"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": {"title": SECRET}}
    file.set_chapters([chapter])
    for stream in streams:
        stream.metadata.update({"title": SECRET, "handler_name": SECRET, "language": "aka"})


def _frames(size, count: int) -> Iterator:
    width, height = size
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[:, : width // 2], pixels[:, width // 2 :] = RED, BLUE
    for _number in range(count):
        yield av.VideoFrame.from_ndarray(pixels, "rgb24")


def _blocks(seconds: float, pitch: float) -> Iterator:
    time = np.arange(round(seconds * 48_000)) / 48_000
    samples = (0.4 * 32_767 * np.sin(2 * np.pi * pitch * time)).astype(np.int16)
    for start in range(0, len(samples), 960):
        block = av.AudioFrame.from_ndarray(samples[None, start : start + 960], "s16", "mono")
        block.sample_rate, block.pts = 48_000, start
        yield block


def captions(language: str = "en") -> str:
    """Return captions of one second."""
    return f"WEBVTT\n\n00:00.000 --> 00:01.000\n{WORDS[language]}\n"


def captions_of(text: str, words: int) -> str:
    """Return captions that say a text, so many words in each second."""
    said = text.split()
    parts = (" ".join(said[start : start + words]) for start in range(0, len(said), words))
    cues = [Cue(number * 1000, number * 1000 + 1000, (part,)) for number, part in enumerate(parts)]
    return write(cues, from_the_right=False)


def stored(ending: str, content: bytes = b"prepared") -> str:
    """Store what stands for a file that was prepared; return its name."""
    return default_storage.save(f"{VIDEOS}{random_name(ending)}", ContentFile(content))


class CampaignVideoFactory(factory.django.DjangoModelFactory):
    """A video that is ready, with captions in these `languages`; its files only stand for some.

    `content`: an upload, which then waits to be prepared.
    """

    title = factory.Sequence(lambda n: f"Video {n}")

    class Meta:
        model = CampaignVideo

    @classmethod
    def _create(cls, model_class, *args, content=None, languages=("en",), **kwargs):
        if content is None:
            ready = {
                "state": State.READY, "duration": 61, "width": 854, "height": 480, "size": 2_500_000,
                "file_hash": "a" * 64, "file_name": stored("webm"), "poster_name": stored("jpg"),
            }  # fmt: skip
            kwargs = {**ready, **kwargs}
        else:
            kwargs["original"] = ContentFile(content, name="Ama in Accra.mp4")
        video = super()._create(model_class, *args, **kwargs)
        for language in languages:
            video.captions.create(language=language, text=captions(language))
        return video


def page_with(video: CampaignVideo, **kwargs):
    """Return a public page of text that shows this video."""
    film = {"video": video, "title": "How cloth is woven", "transcript": "Threads cross, one over the other."}
    return ContentPageFactory(body=[("video", film)], **kwargs)


def read_back(content: bytes):
    """Return a video that was prepared, opened to be looked into."""
    return av.open(io.BytesIO(content), format=encoder.container_of(content[:12]))
