"""Runs a program that decodes hostile files where it can reach nothing else. Linux 5.13 on x86-64 or ARM64.

    confinement.py PROGRAM SOURCE FOLDER ...

Whoever takes a decoder over by the file that it reads can then read SOURCE, what lies beside PROGRAM, Python with
its packages, and the system's libraries; write plain files into FOLDER; and use up a share of processor and
memory. Of any other file whose name they know they learn what stat(2) says of it, and nothing that is in it.

Two parts of the kernel see to it, each to what the other cannot; neither wants a privilege, nor can be undone:

* Landlock: files, by where they lie; and other processes, whose memory and environment nobody looks into from here
  (https://docs.kernel.org/userspace-api/landlock.html, landlock(7)).
* A filter of system calls: sockets of every kind, where Landlock knows TCP alone, and that since Linux 6.7;
  processes that would outlive this one; signals to others, and their limits; modes of files, and who watches them
  (https://docs.kernel.org/userspace-api/seccomp_filter.html, seccomp(2)).

Exits with NO_CONFINEMENT, the file not opened and PROGRAM not begun, where the kernel refuses either.
"""

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
import sysconfig
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from runpy import run_path

NO_CONFINEMENT = 4

MEMORY_BYTES = 640 * 1024 * 1024
CPU_SECONDS = 240
LARGEST_FILE = 64 * 1024 * 1024

# Python's standard library and packages, here or of the environment that it was made from.
PYTHON = ("stdlib", "platstdlib", "purelib", "platlib")
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")

# linux/landlock.h. Its calls have the same numbers on every machine.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_VERSION, BENEATH_PATH = 1, 1
WRITE_FILE, READ_FILE, READ_DIR, MAKE_PLAIN_FILE, TRUNCATE = 1 << 1, 1 << 2, 1 << 3, 1 << 8, 1 << 14
# How many rights are taken away, by Landlock's version; nothing gives back those to execute, delete, link or list.
RIGHTS, RIGHTS_SINCE_5 = {1: 13, 2: 14, 3: 15, 4: 15}, 16
SET_SECCOMP, BY_FILTER, NO_NEW_PRIVILEGES = 22, 2, 38

# What a filter calls each machine (linux/audit.h), and the number there of the two calls that are looked into.
MACHINES = {"x86_64": (0xC000003E, 56, 72), "aarch64": (0xC00000B7, 220, 25)}
# Calls that reach beyond the process, by their numbers on both; ARM64 never had the oldest. One of a pair of
# sockets can write to others, and so can io_uring's. `truncate` is for kernels before 6.2, whose Landlock does
# not know it.
REFUSED = {
    "socket": (41, 198), "socketpair": (53, 199), "io_uring_setup": (425, 425),
    "fork": (57, None), "vfork": (58, None),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424), "prlimit64": (302, 261),
    "truncate": (76, 45), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
}  # fmt: skip
# `clone3` hides from a filter whether it begins a thread; C libraries then take `clone`. What a kernel has learned
# since (463 is `setxattrat`) is not there for the program, nor are the calls of another ABI on the same machine.
CLONE3, NEWER = 435, 463
A_THREAD = 0x10000
# Who gets the signals of a pipe (fcntl(2)).
SET_OWNER, SET_OWNER_EX = 8, 15
# linux/bpf_common.h and linux/seccomp.h; where a call's number, its machine and its first two arguments lie.
LOAD, EQUALS, REACHES, SHARES, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, MACHINE, FIRST, SECOND = 0, 4, 16, 24
ALLOW, REFUSE, UNKNOWN, END = 0x7FFF0000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x80000000


class _Filter(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


def command(program: str, source: Path, folder: Path, *more: str) -> list[str]:
    """Return how to begin a program confined; `confined_programs.py` runs it."""
    return [sys.executable, "-I", __file__, program, str(source), str(folder), *more]


def is_there() -> bool:
    """Whether this kernel, and whatever this process is confined by itself, would confine a program."""
    try:
        return platform.machine() in MACHINES and _landlock_version() > 0
    except OSError:
        return False


def limit() -> None:
    """Let this process take no more than its share; it is the first to go where memory ends."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    with suppress(OSError):
        os.nice(10)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def confine(readable: Iterable[str], folder: str) -> None:
    """Confine this process, which must have a single thread, for good. Raises OSError where it cannot be.

    `readable`: files and folders to read, beside Python and libraries; `folder`: where plain files are written and
    read, which should be empty.
    """
    if platform.machine() not in MACHINES:
        raise OSError(errno.ENOSYS, "no filter is known for this machine")
    ruleset = _ruleset(readable, folder)
    _prctl(NO_NEW_PRIVILEGES, 1)
    _call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    steps = _steps(platform.machine())
    content = b"".join(struct.pack("=HBBI", *step) for step in steps)
    program = _Filter(len(steps), content)
    _prctl(SET_SECCOMP, BY_FILTER, ctypes.addressof(program))


def _ruleset(readable: Iterable[str], folder: str) -> int:
    """Return the descriptor of a ruleset of Landlock."""
    known = (1 << RIGHTS.get(_landlock_version(), RIGHTS_SINCE_5)) - 1
    ruleset = _call(CREATE_RULESET, struct.pack("=Q", known), 8, 0)
    python = (sysconfig.get_path(name) for name in PYTHON)
    allowed = {path: READ_FILE | READ_DIR for path in (*LIBRARIES, *python, *readable) if os.path.exists(path)}
    allowed[folder] = READ_FILE | WRITE_FILE | TRUNCATE | MAKE_PLAIN_FILE
    for path, rights in allowed.items():
        # Rights on folders mean nothing on a file, and are refused.
        fitting = rights if os.path.isdir(path) else rights & ~READ_DIR
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        _call(ADD_RULE, ruleset, BENEATH_PATH, struct.pack("=Qi", fitting & known, place), 0)
        os.close(place)
    return ruleset


def _steps(machine: str) -> list[tuple[int, int, int, int]]:
    """Return the filter: operation, steps to leave out if so and if not, operand."""
    name, clone, fcntl = MACHINES[machine]
    column = list(MACHINES).index(machine)
    refused = [numbers[column] for numbers in REFUSED.values()]
    return [
        (LOAD, 0, 0, MACHINE), (EQUALS, 1, 0, name), (ANSWER, 0, 0, END),
        (LOAD, 0, 0, NUMBER), (REACHES, 0, 1, NEWER), (ANSWER, 0, 0, UNKNOWN),
        (EQUALS, 0, 1, CLONE3), (ANSWER, 0, 0, UNKNOWN),
        *(step for number in refused if number for step in ((EQUALS, 0, 1, number), (ANSWER, 0, 0, REFUSE))),
        (EQUALS, 0, 4, clone), (LOAD, 0, 0, FIRST), (SHARES, 0, 1, A_THREAD), (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, REFUSE),
        (EQUALS, 0, 4, fcntl), (LOAD, 0, 0, SECOND), (EQUALS, 1, 0, SET_OWNER), (EQUALS, 0, 1, SET_OWNER_EX),
        (ANSWER, 0, 0, REFUSE),
        (ANSWER, 0, 0, ALLOW),
    ]  # fmt: skip


def _landlock_version() -> int:
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "Landlock is Linux's")
    return _call(CREATE_RULESET, None, 0, ASK_VERSION)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call that the C library has no function for. Raises OSError."""
    given = [ctypes.c_long(one) if isinstance(one, int) else ctypes.c_char_p(one) for one in arguments]
    return _answer(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *given))


def _prctl(option: int, *arguments: int) -> None:
    given = [ctypes.c_ulong(one) for one in (*arguments, 0, 0, 0, 0)[:4]]
    _answer(ctypes.CDLL(None, use_errno=True).prctl(option, *given))


def _answer(returned: int) -> int:
    if returned < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return returned


def main(program: str, source: str, folder: str, *more: str) -> None:
    """Confine this process and run the program in it."""
    limit()
    try:
        confine((os.path.dirname(program), source), folder)
    except OSError:
        sys.exit(NO_CONFINEMENT)
    sys.argv = [program, source, folder, *more]
    run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
