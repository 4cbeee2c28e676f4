"""What is left of a recording: its sound. What is refused: everything that is no whole recording."""

import io
import struct
import tracemalloc

import numpy as np
import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st
from soundfile import SoundFile

from campaign_site.media import confinement
from campaign_site.media.sound import MAX_BYTES, UnusableSound, scrub_sound
from campaign_site.media.sound_encoder import LONGEST_SECONDS
from tests.factories.media import SECRET, picture_bytes, sound_bytes

KINDS = ("WAV", "FLAC", "OGG", "MP3")
TRACES = (SECRET.encode(), b"2024-03-01", b"ID3", b"APIC", b"LIST", b"RIFF", b"TAG" + SECRET[:3].encode())


@pytest.fixture(autouse=True, scope="module")
def in_this_process():
    """As where nothing confines it: the same code, without a process for each of some two hundred files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(confinement, "MACHINES", {})
        yield


def scrubbed(data: bytes):
    return scrub_sound(io.BytesIO(data))


def decoded(content: bytes) -> tuple[np.ndarray, int]:
    """Return the samples and the rate of a stored recording."""
    with SoundFile(io.BytesIO(content)) as file:
        assert (file.format, file.channels) == ("MP3", 1)
        return file.read(), file.samplerate


def pitches(content: bytes) -> set[int]:
    """Return the pitches (Hz, to the nearest ten) that are heard."""
    samples, rate = decoded(content)
    inner = samples[rate // 10 : -rate // 10]
    strength = np.abs(np.fft.rfft(inner * np.hanning(len(inner))))
    heard = np.fft.rfftfreq(len(inner), 1 / rate)[strength > strength.max() / 10]
    return {round(pitch, -1) for pitch in heard}


def with_length(flac: bytes, samples: int) -> bytes:
    """Return the FLAC file with another number of samples in its header (36 bits behind rate and channels)."""
    packed = int.from_bytes(flac[18:26], "big") >> 36 << 36 | samples
    return flac[:18] + packed.to_bytes(8, "big") + flac[26:]


def wav(channels: int = 1, rate: int = 8_000, data: bytes = bytes(16_000), claimed: int | None = None) -> bytes:
    """Return a WAV of 16 bits whose header may lie."""
    claimed = len(data) if claimed is None else claimed
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * 2, 2 * channels & 0xFFFF, 16)
    return (
        b"RIFF" + struct.pack("<I", min(claimed + 36, 2**32 - 1)) + b"WAVE"
        + b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", claimed) + data
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_names_places_dates_and_covers_are_gone(kind):
    dirty = sound_bytes(kind, secrets=True)
    assert SECRET.encode() in dirty
    assert b"2024-03-01" in dirty or kind == "MP3"

    clean = scrubbed(dirty)

    assert [trace for trace in TRACES if trace in clean.content] == []
    assert clean.content[0] == 255 and clean.content[1] >= 224, "the first byte belongs to the sound"
    assert not SoundFile(io.BytesIO(clean.content)).copy_metadata()
    assert pitches(clean.content) == {440}


def test_the_same_sound_gives_the_same_bytes_whatever_its_tags_said():
    plain, tagged = scrubbed(sound_bytes("WAV")), scrubbed(sound_bytes("WAV", secrets=True))
    assert plain == tagged


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channels", [1, 2])
def test_each_kind_becomes_mono_at_64_kilobits(kind, channels):
    clean = scrubbed(sound_bytes(kind, seconds=3, pitches=(440.0, 660.0)[:channels]))
    assert clean.seconds == 3
    assert 60_000 < len(clean.content) * 8 / 3 < 70_000
    assert pitches(clean.content) == {440, 660} if channels == 2 else {440}


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 37_800, 44_100, 48_000, 88_200, 96_000, 192_000])
def test_every_sampling_rate_keeps_pitch_and_loudness(rate):
    clean = scrubbed(sound_bytes("WAV", rate=rate, seconds=2))
    samples, new_rate = decoded(clean.content)
    assert new_rate <= min(rate, 48_000)
    assert pitches(clean.content) == {440}
    assert np.abs(samples[new_rate // 2 : new_rate]).max() == pytest.approx(0.5, abs=0.05)
    assert 60_000 < len(clean.content) * 8 / 2 < 72_000


@pytest.mark.parametrize(
    "subtype", ["PCM_U8", "PCM_24", "FLOAT", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610"]
)
def test_what_telephones_and_recorders_put_into_wav_is_read(subtype):
    assert pitches(scrubbed(sound_bytes("WAV", rate=8_000, subtype=subtype)).content) == {440}


def test_opus_is_read():
    assert pitches(scrubbed(sound_bytes("OGG", rate=48_000, subtype="OPUS")).content) == {440}


def test_silence_stays_silence():
    samples, _rate = decoded(scrubbed(wav()).content)
    assert np.abs(samples).max() < 0.001


def test_numbers_that_are_none_do_not_reach_the_encoder():
    output = io.BytesIO()
    with SoundFile(output, "w", 8_000, 1, format="WAV", subtype="FLOAT") as file:
        file.write(np.array([np.nan, np.inf, -np.inf, 1e30] * 4_000))
    samples, _rate = decoded(scrubbed(output.getvalue()).content)
    assert np.isfinite(samples).all()


@pytest.mark.parametrize("name", ["Ama.raw", "Ama.mp3", "Ama", "Ama.exe", "\0"])
def test_the_name_makes_no_difference(name):
    assert pitches(scrub_sound(ContentFile(sound_bytes("FLAC"), name=name)).content) == {440}


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG"])
@pytest.mark.parametrize("left", [0.3, 0.9])
def test_a_file_that_breaks_off_is_refused(kind, left):
    data = sound_bytes(kind, seconds=2)
    with pytest.raises(UnusableSound):
        scrubbed(data[: int(len(data) * left)])


def test_a_recorder_that_did_not_know_its_length_is_believed_to_the_end_of_the_file():
    assert scrubbed(wav(claimed=2**32 - 1)).seconds == 1


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom" + bytes(400),
        b"\0\0\0\x18ftypmp42\0\0\0\0" + bytes(400),
        b"\xff\xf1\x50\x80\x03\xdf\xfc" + bytes(400),
        b"#!AMR\n" + bytes(400),
    ],
    ids=["M4A", "video", "AAC", "AMR"],
)
def test_what_telephones_record_is_refused_with_what_to_do(data):
    with pytest.raises(UnusableSound, match=r"export it as WAV or MP3.*Do not use a website"):
        scrubbed(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"ID3\4\0\x10\x7f\x7f\x7f\x7f",
        b"ID3\3\0\0\0\0\0\0" * 1_000,
        b"fLaC",
        b"OggS",
        b"RIFF\x04\0\0\0WAVE",
        b"\xff\xfb\x90\x64" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fwebm",
        picture_bytes("PNG"),
        sound_bytes("AIFF"),
        sound_bytes("MAT5"),
        b"ID3\3\0\0\0\0\0\0" + sound_bytes("AU"),
        wav(data=b""),
        wav(channels=0),
        wav(channels=1_000, data=bytes(80_000)),
        wav(rate=0),
        wav(rate=4_000),
        wav(rate=2**31 - 1),
        wav(claimed=2**31 - 100_000),
        with_length(sound_bytes("FLAC"), 2**36 - 1),
        with_length(sound_bytes("FLAC"), 0),
        with_length(sound_bytes("FLAC"), 60 * 44_100),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_whole_recording_is_refused_with_words(data):
    with pytest.raises(UnusableSound) as refused:
        scrubbed(data)
    assert len(str(refused.value)) > 20


def test_a_large_file_is_refused_before_it_is_read():
    class NeverRead(io.BytesIO):
        def read(self, *_args):
            raise AssertionError("read")

    with pytest.raises(UnusableSound, match="30 MB"):
        scrub_sound(NeverRead(bytes(MAX_BYTES + 1)))


def test_half_an_hour_is_the_longest():
    silence = io.BytesIO()
    with SoundFile(silence, "w", 8_000, 1, format="FLAC") as file:
        file.write(np.zeros((LONGEST_SECONDS + 1) * 8_000, np.int16))
    with pytest.raises(UnusableSound, match="30 minutes"):
        scrubbed(silence.getvalue())


def test_a_small_file_with_much_sound_in_it_does_not_fill_the_memory():
    output = io.BytesIO()
    with SoundFile(output, "w", 8_000, 8, format="FLAC") as file:
        file.write(np.zeros((240 * 8_000, 8), np.int16))
    tracemalloc.start()
    scrubbed(output.getvalue())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 * 1024 * 1024, "all of it decoded are sixty megabytes"


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(KINDS), place=st.integers(0, 10_000), junk=st.binary(min_size=1, max_size=40))
def test_a_damaged_file_is_either_read_or_refused(kind, place, junk):
    data = bytearray(sound_bytes(kind, 0.2, secrets=True))
    place %= len(data)
    data[place : place + len(junk)] = junk
    try:
        clean = scrubbed(bytes(data))
    except UnusableSound:
        return
    assert SECRET.encode() not in clean.content
    decoded(clean.content)
