"""A file that takes its decoder over reaches nothing of the site: no secret, no file, no server, no process.

`taken_over.py` stands for what such a file would do. It is run twice: confined, and as any program of ours is, so
that each attempt is known to be one.
"""

import json
import os
import platform
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from campaign_site.media import confinement
from tests.media import taken_over

pytestmark = pytest.mark.confinement

ALLOWED = {"reads the file that it is given", "writes into its folder"}
REFUSED = {"EACCES", "EPERM", "ENOSYS", "EXDEV"}
# Some machines refuse it to everybody, and older kernels do not know it.
NOT_EVERYWHERE = {"makes a ring for input and output", "uses what a later kernel has learned"}
# On x86-64; by name the C library would take others for them.
CALLS = {
    "fork": 57, "vfork": 58, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
    "truncate": 76, "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452,
    "lsetxattr": 189, "fsetxattr": 190, "inotify_init": 253, "inotify_init1": 294, "fanotify_init": 300,
}  # fmt: skip
ATTEMPTS = {*taken_over.attempts(Path(), Path(), Path(), 0, 0), "becomes another program"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with what the site has, and servers that listen; and the port of those that listen to all."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "media").mkdir()
    for name in ("database", "emptied", "deleted", "opened", "labelled"):
        (folder / name).write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as stack:
        address = server.getsockname()
        for family, kind, at in (
            (socket.AF_INET, socket.SOCK_DGRAM, address),
            (socket.AF_UNIX, socket.SOCK_STREAM, f"{folder}/stream"),
            (socket.AF_UNIX, socket.SOCK_DGRAM, f"{folder}/datagram"),
        ):
            other = stack.enter_context(socket.socket(family, kind))
            other.bind(at)
            if kind == socket.SOCK_STREAM:
                other.listen()
        yield folder, address[1]


def run(site: tuple[Path, int], begin: list[str], *calls: str) -> dict[str, str]:
    """Return what came of each attempt of a program that is begun like this."""
    place, port = site
    folder = Path(begin[-1])
    folder.mkdir()
    folder.with_name("source").write_bytes(b"a video")
    done = subprocess.run(
        [*begin, str(place), str(os.getpid()), str(port), *calls], env={}, cwd=folder, timeout=30
    )
    assert done.returncode != confinement.NO_CONFINEMENT, "this kernel, or a container's filter, has no Landlock"
    assert done.returncode == 0
    told = json.loads((folder / "told").read_text())
    return {"becomes another program": "done", **told}


@pytest.fixture(scope="module")
def confined(site, tmp_path_factory):
    place = tmp_path_factory.mktemp("confined")
    begin = confinement.command(taken_over.__file__, place / "source", place / "made")
    return run(site, begin, *map(str, CALLS.values() if platform.machine() == "x86_64" else ()))


def test_as_any_program_of_ours_each_attempt_would_be_let_through(site, confined, tmp_path):
    """After the confined run: this one changes what it reaches."""
    begin = [sys.executable, "-I", taken_over.__file__, str(tmp_path / "source"), str(tmp_path / "made")]
    told = run(site, begin)
    assert {name: error for name, error in told.items() if error in REFUSED and name not in NOT_EVERYWHERE} == {}
    assert told["reads the keys in the site's environment"] == told["reads the database"] == "done"


def test_a_decoder_that_was_taken_over_reads_its_file_and_writes_into_its_folder(confined):
    assert {confined[name] for name in ALLOWED} == {"done"}


@pytest.mark.parametrize("attempt", sorted(ATTEMPTS - ALLOWED))
def test_a_decoder_that_was_taken_over_is_refused_when_it(attempt, confined):
    assert confined[attempt] in REFUSED


@pytest.mark.skipif(platform.machine() != "x86_64", reason="they have other numbers on other machines")
@pytest.mark.parametrize("call", CALLS)
def test_a_decoder_that_was_taken_over_is_refused_the_call(call, confined):
    assert confined[str(CALLS[call])] == "EPERM"


def test_where_nothing_confines_it_no_program_is_begun(tmp_path):
    """A machine for which no filter is known: that is what a process of 32 bits is told that it is on."""
    (tmp_path / "source").touch()
    (tmp_path / "program.py").write_text("import sys; open(sys.argv[2] + '/begun', 'w')")
    begin = confinement.command(str(tmp_path / "program.py"), tmp_path / "source", tmp_path)
    assert subprocess.run(begin, env={}).returncode == 0
    (tmp_path / "begun").unlink()
    done = subprocess.run(["setarch", "linux32", *begin], env={})
    assert done.returncode == confinement.NO_CONFINEMENT
    assert not (tmp_path / "begun").exists()
