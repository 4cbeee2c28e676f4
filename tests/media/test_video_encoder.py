"""What readers are served of a video is bare frames and samples, whatever was uploaded; what is broken ends."""

import random
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from campaign_site.media import confinement
from campaign_site.media.video import encoder, preparing
from campaign_site.media.video.choices import Problem
from campaign_site.media.video.preparing import EngineIsMissing, UnusableVideo, encode
from tests.factories.media import SECRET, picture_bytes, sound_bytes
from tests.factories.videos import BLUE, PLACE, RED, read_back, video_bytes

pytestmark = pytest.mark.confinement
CHANCE = random.Random(61)
# A display matrix (ISO/IEC 14496-12, 8.2.2): as it is, and turned by a quarter, as telephones write it.
AS_IS, TURNED = (
    b"".join(number.to_bytes(4, "big", signed=True) for number in matrix)
    for matrix in (
        (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000),
        (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000),
    )
)


@pytest.fixture
def prepared(tmp_path):
    """`prepared(upload, second)` returns what is known of the video, its bytes and its poster."""

    def prepare(upload: bytes, second: int = 0):
        source, folder = tmp_path / "source", tmp_path / str(time.monotonic_ns())
        source.write_bytes(upload)
        folder.mkdir()
        clean = encode(source, folder, second)
        return clean, clean.video.read_bytes(), Image.open(clean.poster)

    return prepare


def everything_told(container) -> dict:
    told = [container.metadata, *(stream.metadata for stream in container.streams)]
    return {key: value for one in told for key, value in one.items() if key not in {"DURATION", "ENCODER"}}


def test_place_device_author_chapters_and_further_tracks_are_not_in_what_is_served(prepared):
    upload = video_bytes(secrets=True, sounds=2, pictures=2)
    assert SECRET.encode() in upload and PLACE.encode() in upload
    with read_back(upload) as before:
        assert (len(before.streams.video), len(before.streams.audio), len(before.chapters())) == (2, 2, 1)

    _clean, content, poster = prepared(upload)

    for secret in (SECRET, PLACE, "Accra", "2024", "aka", "x264"):
        assert secret.encode() not in content
    with read_back(content) as after:
        kinds = [stream.type for stream in after.streams]
        assert (sorted(kinds), after.chapters(), everything_told(after)) == (
            ["audio", "video"],
            [],
            {"encoder": "Lavf"},
        )
        assert after.streams.video[0].codec_context.name.startswith(("vp9", "libvpx"))
        # The lower tone: the first track alone.
        assert pitch(after) == pytest.approx(440, abs=5)
    assert not poster.getexif() and not {"exif", "comment", "xmp", "icc_profile"} & set(poster.info)


def pitch(container) -> float:
    """Return the loudest frequency (Hz) of the first sound track."""
    samples = np.concatenate(
        [frame.to_ndarray().ravel() for frame in container.decode(container.streams.audio[0])]
    )
    return np.abs(np.fft.rfft(samples)).argmax() * 48_000 / len(samples)


def test_what_lies_behind_the_video_in_its_file_is_not_in_what_is_served(prepared):
    _clean, content, _poster = prepared(video_bytes() + b"\0\0\0\x40free" + SECRET.encode().ljust(56))
    assert SECRET.encode() not in content


@pytest.mark.parametrize(("kind", "codec"), [("mp4", "libx264"), ("mp4", "libx265"), ("webm", "libvpx-vp9")])
def test_what_telephones_and_editing_programs_write_is_read(prepared, kind, codec):
    clean, content, poster = prepared(video_bytes(kind=kind, codec=codec, seconds=2))
    assert (clean.seconds, clean.width, clean.height) == (2, 64, 48)
    assert poster.size == (64, 48)
    left, right = poster.getpixel((8, 24)), poster.getpixel((56, 24))
    assert np.allclose(left, RED, atol=25) and np.allclose(right, BLUE, atol=25)
    with read_back(content) as film:
        assert float(film.duration) / 1_000_000 == pytest.approx(2, abs=0.2)


def test_a_video_without_sound_has_none(prepared):
    _clean, content, _poster = prepared(video_bytes(sounds=0))
    with read_back(content) as film:
        assert [stream.type for stream in film.streams] == ["video"]


@pytest.mark.parametrize(
    ("size", "shown"), [((1920, 1080), (854, 480)), ((720, 1280), (480, 854)), ((65, 49), (64, 48))]
)
def test_the_longer_side_is_bounded_and_both_are_even(size, shown):
    assert encoder.fitting(*size) == shown


def test_a_telephone_held_upright_is_shown_upright(prepared):
    upload = video_bytes()
    assert upload.count(AS_IS) >= 2
    # The first one is the whole film's.
    film, *tracks = upload.split(AS_IS)
    clean, content, poster = prepared(film + AS_IS + TURNED.join(tracks))
    assert (clean.width, clean.height) == (48, 64) == poster.size
    # A quarter with the clock: what was on the left is above.
    assert np.allclose(poster.getpixel((24, 8)), RED, atol=25)
    assert np.allclose(poster.getpixel((24, 56)), BLUE, atol=25)
    with read_back(content) as film:
        frame = next(film.decode(film.streams.video[0])).to_ndarray(format="rgb24")
    assert frame.shape == (64, 48, 3) and np.allclose(frame[8, 24], RED, atol=25)


def test_more_than_thirty_frames_a_second_are_thinned_out(prepared):
    _clean, content, _poster = prepared(video_bytes(fps=60, sounds=0))
    with read_back(content) as film:
        assert len(list(film.decode(film.streams.video[0]))) in range(29, 32)


def test_the_same_file_is_prepared_the_same_way(prepared):
    upload = video_bytes(secrets=True)
    assert prepared(upload)[1] == prepared(upload)[1]


@pytest.mark.parametrize(
    ("upload", "problem"),
    [
        (b"", Problem.UNREADABLE),
        (b"#EXTM3U\nfile:///etc/passwd\n", Problem.UNREADABLE),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", Problem.UNREADABLE),
        (picture_bytes("JPEG"), Problem.UNREADABLE),
        (sound_bytes("WAV"), Problem.UNREADABLE),
        (b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40, Problem.UNREADABLE),
        (video_bytes(pictures=0), Problem.NO_PICTURE),
        (video_bytes(fps=1, seconds=182, sounds=0), Problem.TOO_LONG),
    ],
    ids=[
        "empty",
        "a list of addresses",
        "a list of files",
        "a picture",
        "sound",
        "random",
        "no picture",
        "too long",
    ],
)
def test_what_is_no_video_of_ours_is_refused_with_what_to_do(prepared, upload, problem):
    with pytest.raises(UnusableVideo) as refused:
        prepared(upload)
    assert refused.value.problem == problem


def test_a_codec_that_is_not_on_the_list_is_not_decoded(prepared):
    with pytest.raises(UnusableVideo):
        prepared(video_bytes(kind="matroska", codec="ffv1", sounds=0))


def test_a_picture_that_would_take_all_memory_is_refused_by_its_size(prepared):
    size = (8192, encoder.MOST_PIXELS // 8192 + 16)
    with pytest.raises(UnusableVideo) as refused:
        prepared(video_bytes(size, fps=1, sounds=0))
    assert refused.value.problem == Problem.TOO_MANY_PIXELS


def test_half_a_file_is_refused(prepared):
    upload = video_bytes(kind="webm", codec="libvpx-vp9", seconds=6)
    with pytest.raises(UnusableVideo) as refused:
        prepared(upload[: len(upload) // 2])
    assert refused.value.problem == Problem.BREAKS_OFF


def test_no_broken_file_breaks_more_than_its_own_preparation(prepared):
    """Whatever becomes of it: it is prepared, or refused with a problem that has words; nothing else is raised."""
    whole = video_bytes(seconds=0.5)
    for bits in (1, 8, 64, 512):
        broken = bytearray(whole)
        for _bit in range(bits):
            broken[CHANCE.randrange(len(broken))] ^= 1 << CHANCE.randrange(8)
        with suppress(UnusableVideo):
            prepared(bytes(broken))


def test_each_reason_to_refuse_a_file_has_its_sentence():
    assert {*encoder.REASONS, Problem.TOO_HARD} == set(Problem)


# What a hostile file would have the decoder do, in the place of loading it; it must not come to its end.
END = """; Path(folder, MADE).write_text('{"problem": "no_picture"}'); return 0"""
TAKEN_OVER = {
    "takes memory": "bytearray(700 << 20)",
    "fills the disk": "Path(folder, 'x').write_bytes(bytes(70 << 20))",
    "hangs": "import time; time.sleep(60)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "reads secrets": (
        "import os; assert set(os.environ) <= {'OPENBLAS_NUM_THREADS', 'MALLOC_ARENA_MAX', 'LC_CTYPE'}"
    ),
}


def take_over(monkeypatch, folder: Path, does: str) -> None:
    """Have the encoder do this instead of loading its decoders, confined as it is by then."""
    program = Path(encoder.__file__).read_text()
    assert program.count("        import av\n    except") == 1
    (folder / "encoder.py").write_text(
        program.replace("        import av\n    except", f"        {does}\n    except")
    )
    monkeypatch.setattr(encoder, "__file__", str(folder / "encoder.py"))


@pytest.mark.parametrize("does", list(TAKEN_OVER)[:-1])
def test_a_hostile_file_that_hangs_crashes_or_takes_more_than_its_share_is_refused(tmp_path, monkeypatch, does):
    take_over(monkeypatch, tmp_path, TAKEN_OVER[does] + END)
    monkeypatch.setattr(preparing, "LONGEST_RUN_SECONDS", 1.5)
    with pytest.raises(UnusableVideo) as refused:
        encode(tmp_path / "source", tmp_path, 0)
    assert refused.value.problem == Problem.TOO_HARD


def test_a_hostile_file_finds_no_secrets_of_the_site(tmp_path, monkeypatch):
    take_over(monkeypatch, tmp_path, TAKEN_OVER["reads secrets"] + END)
    monkeypatch.setenv("VAULT_KEYS", "secret")
    with pytest.raises(UnusableVideo) as refused:
        encode(tmp_path / "source", tmp_path, 0)
    assert refused.value.problem == Problem.NO_PICTURE


@pytest.mark.parametrize(
    "told",
    [
        "", "[" * 150, "[]", '{"problem": "<script>"}', '{"seconds": [], "width": 1, "height": 1}',
        '{"seconds": 1, "width": 1}', '{"seconds": 1, "width": 1, "height": 1}',
        f'{{"problem": "no_picture", "x": "{"x" * 200}"}}',
    ],
    ids=["nothing", "a pit", "a list", "a problem of its own", "no number", "not all", "no files", "too much"],
)  # fmt: skip
def test_what_a_hostile_file_has_the_encoder_say_is_not_believed(tmp_path, monkeypatch, told):
    take_over(monkeypatch, tmp_path, f"Path(folder, MADE).write_text({told!r}); return 0")
    with pytest.raises(UnusableVideo) as refused:
        encode(tmp_path / "source", tmp_path, 0)
    assert refused.value.problem == Problem.TOO_HARD


def test_a_hostile_file_cannot_have_the_site_take_another_file_for_the_video(tmp_path, monkeypatch):
    told = '{"seconds": 1, "width": 16, "height": 16, "video": "/etc/passwd"}'
    files = "[Path(folder, name).touch() for name in (VIDEO, POSTER)]"
    take_over(monkeypatch, tmp_path, f"{files}; Path(folder, MADE).write_text({told!r}); return 0")
    assert encode(tmp_path / "source", tmp_path, 0).video == tmp_path / encoder.VIDEO


def test_where_nothing_confines_it_it_waits_for_a_machine_that_does(tmp_path, monkeypatch):
    """A machine for which no filter is known: that is what a process of 32 bits is told that it is on."""
    command = confinement.command
    monkeypatch.setattr(confinement, "command", lambda *given: ["setarch", "linux32", *command(*given)])
    with pytest.raises(EngineIsMissing):
        encode(tmp_path / "source", tmp_path, 0)


def test_without_the_extra_it_waits_for_a_machine_that_has_it(tmp_path, monkeypatch):
    take_over(monkeypatch, tmp_path, "import av_is_missing")
    with pytest.raises(EngineIsMissing):
        encode(tmp_path / "source", tmp_path, 0)
