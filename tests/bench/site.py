"""The site that is measured: filled in this process, or served as `make run` serves it."""

import os
import resource
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command

from tests.production import engines

PATIENCE_SECONDS = 900


def empty() -> None:
    """Migrate and collect the static files: a site without content."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def fill() -> None:
    """Make what `make run` serves: the site with its demonstration."""
    empty()
    call_command("demo", stdout=sys.stderr)


@contextmanager
def served(repository: Path, **variables: str) -> Iterator[str]:
    """`make run` in a working copy until the block ends; the block begins when the home page has answered.

    Yields the address. Raises RuntimeError when the site ends by itself or takes longer than 15 minutes.
    """
    environment = {**os.environ, **variables}
    address = f"http://127.0.0.1:{environment['PORT']}"
    process = subprocess.Popen(
        ["make", "run"], cwd=repository, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr,
        start_new_session=True,
    )  # fmt: skip
    try:
        engines.wait_for(lambda: _answers(f"{address}/en/"), process, seconds=PATIENCE_SECONDS)
        yield address
    finally:
        _end(process)


def children_seconds() -> float:
    """Return the processor's seconds of all processes that this one began and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=30) as response:
            return response.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _end(process: subprocess.Popen) -> None:
    """End make and what it started: the group that this very process leads, nothing else."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sent)
            process.wait(20)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
