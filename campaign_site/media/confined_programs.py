"""Runs the programs that read hostile files, confined (`confinement.py`), and hears what they made."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

from campaign_site.media import confinement

# What a program says of one file, in characters.
LONGEST_ANSWER = 200
# Nothing of the site's environment: it holds secrets. One arena and one thread of mathematics take less memory.
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}


def run(program: str, source: Path, folder: Path, *more: str, seconds: float) -> int:
    """Run a program that reads `source` and writes into an empty folder; return how it ended.

    0: it came to its end; NO_CONFINEMENT: it was not begun. One that takes longer than `seconds` is killed.
    """
    try:
        return subprocess.run(
            confinement.command(program, source, folder, *more), env=ENVIRONMENT, cwd=folder, timeout=seconds,
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL


def told(path: Path) -> dict[str, Any]:
    """Return what a program wrote of what it made; if a file took it over, that can be any JSON object.

    Raises ValueError where it is none.
    """
    try:
        with path.open(encoding="utf-8") as file:
            answer = json.loads(file.read(LONGEST_ANSWER))
    except OSError as error:
        raise ValueError("It says nothing.") from error
    if not isinstance(answer, dict):
        raise ValueError("It says something else.")
    return answer
