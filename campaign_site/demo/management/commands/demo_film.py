"""Makes the sample film of the demonstration anew, after a change of how it is drawn; asks for the extra `video`.

It is drawn, written as any editing program would, and prepared as any upload is.
"""

from fractions import Fraction
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from wave import open as open_wave

import numpy as np
from django.core.management.base import BaseCommand

from campaign_site.demo import films, sounds
from campaign_site.media.video.preparing import encode


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def handle(self, **options):
        films.FILM.parent.mkdir(exist_ok=True)
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "made").mkdir()
            draw(folder / "source")
            made = encode(folder / "source", folder / "made", films.SECONDS)
            films.FILM.write_bytes(made.video.read_bytes())
            films.POSTER.write_bytes(made.poster.read_bytes())
        self.stdout.write(f"{films.FILM.stat().st_size + films.POSTER.stat().st_size} bytes")


def draw(path: Path) -> None:
    """Write the drawn frames and the tones as a Matroska file."""
    import av

    with av.open(str(path), "w", format="matroska") as file:
        shown = file.add_stream(
            "libvpx-vp9", rate=films.FRAMES_A_SECOND, options={"lossless": "1", "cpu-used": "8"}
        )
        shown.width, shown.height = films.SIZE
        shown.pix_fmt = "yuv420p"
        heard = file.add_stream("pcm_s16le", rate=sounds.RATE, layout="mono")
        for picture in films.frames():
            file.mux(shown.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        file.mux(shown.encode(None))
        with open_wave(BytesIO(sounds.tones())) as tones:
            samples = np.frombuffer(tones.readframes(tones.getnframes()), "<i2")
        block = av.AudioFrame.from_ndarray(samples[None, :], "s16", "mono")
        block.sample_rate, block.pts, block.time_base = sounds.RATE, 0, Fraction(1, sounds.RATE)
        file.mux(heard.encode(block))
        file.mux(heard.encode(None))
