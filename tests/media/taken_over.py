"""What code that took a decoder over would try. A program of its own, with nothing but Python in it.

    taken_over.py SOURCE FOLDER SITE PARENT PORT [CALL ...]

SITE is a folder that stands for the site's own: `database`, `media`, some more files, and servers that listen at
`stream` and `datagram`; PORT is where another one does, for TCP and for UDP. PARENT is the process that started
it; each CALL is the number of a system call, to be made without sense. Writes `told` into FOLDER: for each
attempt `done`, or the name of the error. The last attempt is to become another program: when it is done, nobody
tells of it.
"""

import ctypes
import errno
import fcntl
import json
import os
import resource
import socket
import struct
import sys
from functools import partial
from pathlib import Path

# The same on every machine.
PIDFD_SEND_SIGNAL, IO_URING_SETUP, CLONE3, SETXATTRAT = 424, 425, 435, 463
SET_OWNER_EX = 15
LOADERS = ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1")
LIBC = ctypes.CDLL(None, use_errno=True)


def attempts(source: Path, folder: Path, site: Path, parent: int, port: int) -> dict:
    """Return each attempt by what it would mean, harmless should it be let through."""
    database, server = site / "database", ("127.0.0.1", port)
    a_thread = struct.pack("=ii", 0, parent)
    scratch = {name: site / name for name in ("emptied", "deleted", "opened", "labelled")}
    return {
        "reads the file that it is given": source.read_bytes,
        "writes into its folder": lambda: (folder / "video.webm").write_bytes(b"x"),
        "reads the database": database.read_bytes,
        "reads what every process can": Path("/etc/passwd").read_bytes,
        "lists the media": lambda: os.listdir(site / "media"),
        "reads the keys in the site's environment": Path(f"/proc/{parent}/environ").read_bytes,
        "asks what runs the site": lambda: os.readlink(f"/proc/{parent}/exe"),
        "writes into the database": lambda: database.open("r+b").close(),
        "writes beside its folder": lambda: (site / "media/beside").write_bytes(b"x"),
        "empties a file of the site": lambda: os.truncate(scratch["emptied"], 0),
        "deletes a file of the site": scratch["deleted"].unlink,
        "lets everybody read a file of the site": lambda: scratch["opened"].chmod(0o666),
        "sets an attribute of a file of the site": lambda: os.setxattr(scratch["labelled"], "user.a", b""),
        "leaves the site a link to the database": lambda: (folder / "link").symlink_to(database),
        "leaves the site the database by another name": lambda: (folder / "hard").hardlink_to(database),
        "leaves the site a pipe to wait at": lambda: os.mkfifo(folder / "pipe"),
        "leaves the site a folder": (folder / "folder").mkdir,
        "connects to a server": lambda: socket.socket().connect(server),
        "sends a datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", server),
        "connects to a database on this machine": lambda: socket.socket(socket.AF_UNIX).connect(f"{site}/stream"),
        "sends by one of a pair": lambda: _one_of_a_pair().connect(f"{site}/datagram"),
        "makes a ring for input and output": lambda: _call(IO_URING_SETUP, 1, bytes(120)),
        "signals to the site": lambda: os.kill(parent, 0),
        "signals to the site by its descriptor": lambda: _call(
            PIDFD_SEND_SIGNAL, os.pidfd_open(parent), 0, None, 0
        ),
        "has a pipe signal to the site": lambda: fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, parent),
        "has a pipe signal to one of its threads": lambda: fcntl.fcntl(os.pipe()[0], SET_OWNER_EX, a_thread),
        "changes what the site may take": lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
        "begins a process that stays": _fork,
        "begins a process in the newest way": lambda: _call(CLONE3, None, 0),
        "uses what a later kernel has learned": lambda: _call(SETXATTRAT, -1, None, 0, None, None, 0),
    }


def _one_of_a_pair() -> socket.socket:
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]


def _fork() -> None:
    if not os.fork():
        os._exit(0)
    os.wait()


def _become() -> None:
    """Become what lies where libraries are read."""
    os.execv(next(filter(os.path.exists, LOADERS)), ["loader", "/bin/true"])


def _call(number: int, *arguments) -> int:
    return _answer(LIBC.syscall(number, *arguments))


def _answer(returned: int) -> int:
    if returned < 0:
        raise OSError(ctypes.get_errno(), "")
    return returned


def main(source: str, folder: str, site: str, parent: str, port: str, *calls: str) -> None:
    """Try it all."""
    told, answers = Path(folder, "told"), {}
    tried = {
        **attempts(Path(source), Path(folder), Path(site), int(parent), int(port)),
        **{call: partial(_call, int(call), -1, -1, -1) for call in calls},
        "becomes another program": _become,
    }
    for name, attempt in tried.items():
        told.write_text(json.dumps(answers))
        try:
            attempt()
            answers[name] = "done"
        except OSError as error:
            answers[name] = errno.errorcode[error.errno]
    told.write_text(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
