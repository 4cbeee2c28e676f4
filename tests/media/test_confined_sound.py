"""A recording is decoded where it reaches nothing of the site, and comes out as from the site's own process."""

import io
from pathlib import Path

import pytest

from campaign_site.media import confinement, sound_encoder
from campaign_site.media.sound import MESSAGES, UnusableSound, scrub_sound
from tests.factories.media import sound_bytes

pytestmark = pytest.mark.confinement
UNREADABLE = str(MESSAGES[sound_encoder.UNREADABLE])


@pytest.fixture
def taken_over(tmp_path, monkeypatch):
    """`taken_over(does)` has the program do this, in the place of decoding; `folder` is where it may write."""

    def take_over(does: str) -> None:
        program = tmp_path / "program.py"
        program.write_text(f"import sys\nfrom pathlib import Path\nfolder = Path(sys.argv[2])\n{does}\n")
        monkeypatch.setattr(sound_encoder, "__file__", str(program))

    return take_over


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_a_confined_program_makes_the_same_of_each_kind(kind, monkeypatch):
    upload = io.BytesIO(sound_bytes(kind, rate=22_050, seconds=2, secrets=True))
    confined = scrub_sound(upload)
    monkeypatch.setattr(confinement, "MACHINES", {})
    assert scrub_sound(upload) == confined


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (b"#!AMR\n" + bytes(400), sound_encoder.PHONE_FORMAT),
        (b"fLaC", sound_encoder.UNREADABLE),
        (sound_bytes("WAV", seconds=2)[:9000], sound_encoder.BREAKS_OFF),
    ],
    ids=["a telephone's", "no sound", "half"],
)
def test_a_confined_program_says_why_it_refuses_a_file(upload, reason):
    with pytest.raises(UnusableSound) as refused:
        scrub_sound(io.BytesIO(upload))
    assert str(refused.value) == str(MESSAGES[reason])


def test_a_recording_that_takes_its_decoder_over_reads_no_file_of_the_site(taken_over, tmp_path_factory):
    """That it could write what it read is what the second half shows."""
    secret = tmp_path_factory.mktemp("site") / "keys"
    secret.write_text("the keys of the vaults")
    does = "(folder / 'made.json').write_text('{{\"seconds\": 1}}'); (folder / 'sound.mp3').write_bytes({})"
    taken_over(does.format(f"Path({str(secret)!r}).read_bytes()"))
    with pytest.raises(UnusableSound):
        scrub_sound(io.BytesIO())
    taken_over(does.format("b'its own'"))
    assert scrub_sound(io.BytesIO()).content == b"its own"


@pytest.mark.parametrize(
    "does",
    [
        "pass",
        "import ctypes; ctypes.string_at(0)",
        "(folder / 'made.json').write_text('[]')",
        "(folder / 'made.json').write_text('{\"seconds\": 1}')",
        "(folder / 'made.json').write_text('{\"problem\": \"<script>\"}')",
        "(folder / 'made.json').write_text('{\"problem\": [1]}')",
    ],
    ids=["says nothing", "crashes", "says a list", "has no sound", "invents a reason", "says no reason"],
)
def test_what_a_recording_has_the_program_say_is_not_believed(taken_over, does):
    taken_over(does)
    with pytest.raises(UnusableSound) as refused:
        scrub_sound(io.BytesIO(b"a recording"))
    assert str(refused.value) == UNREADABLE


def test_nothing_of_a_recording_stays_on_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    scrub_sound(io.BytesIO(sound_bytes("WAV")))
    with pytest.raises(UnusableSound):
        scrub_sound(io.BytesIO(b"fLaC"))
    assert list(Path(tmp_path).iterdir()) == []


def test_a_full_disk_is_not_taken_for_a_broken_recording(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "not there"))
    with pytest.raises(FileNotFoundError):
        scrub_sound(io.BytesIO(sound_bytes("WAV")))
