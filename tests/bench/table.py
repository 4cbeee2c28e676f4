"""What a measure returns, and the table that is printed of it: Markdown, to be kept in docs/performance.md.

Beside each figure stands the newest one that is kept there under the same name.
"""

import os
import platform
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

HISTORY = Path(__file__).parents[2] / "docs/performance.md"
HEADINGS = ("measure", "figure", "limit", "before", "to compare with")
DAY = re.compile(r"\d{4}-\d\d-\d\d$")


class NotMeasured(Exception):
    """This machine lacks what the measure needs; the message says what, in one line."""


class Limit(NamedTuple):
    """What a figure must not pass."""

    sign: str
    value: float

    def holds(self, figure: float) -> bool:
        """Whether the figure is within the limit."""
        return {"≤": figure <= self.value, "≥": figure >= self.value, "=": figure == self.value}[self.sign]


def at_most(value: float) -> Limit:
    """For what should be little."""
    return Limit("≤", value)


def at_least(value: float) -> Limit:
    """For what should be much."""
    return Limit("≥", value)


def exactly(value: float) -> Limit:
    """For what must not differ."""
    return Limit("=", value)


class Row(NamedTuple):
    """One figure. `name` says what was measured, with its unit; a text as figure says why there is none."""

    name: str
    figure: float | str
    limit: Limit | None = None
    peer: str = ""
    has_failed: bool = False

    @property
    def passes(self) -> bool:
        """Whether the limit, if there is one, holds."""
        return not self.has_failed and (
            self.limit is None or isinstance(self.figure, str) or self.limit.holds(self.figure)
        )


def say(line: str) -> None:
    """Tell whoever waits how far it is."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def circumstances() -> str:
    """Return where and when this is measured: figures of a busy machine are read with that in mind."""
    described = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True)
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {described.stdout.strip() or 'unknown'}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"load {os.getloadavg()[1]:.1f} at the beginning"
    )


def newest_figures(history: str) -> dict[str, str]:
    """Return the figure of each measure, as printed, from the newest section; their headings end in a day."""
    figures: dict[str, tuple[str, str]] = {}
    day = ""
    for line in history.splitlines():
        if line.startswith("## "):
            found = DAY.search(line)
            day = found[0] if found else ""
        elif day and line.startswith("| "):
            name, figure, *_rest = (cell.strip() for cell in line.strip("|").split("|"))
            figures[name] = max((day, figure), figures.get(name, ("", "")), key=lambda kept: kept[0])
    return {name: figure for name, (_day, figure) in figures.items()}


def write(where: str, rows: Iterable[Row], history: str = "") -> bool:
    """Print each row as soon as it is there; return whether all limits hold. `history` is what was kept so far."""
    _line(f"{where}.\n")
    for line in (HEADINGS, ("---", "---:", "---", "---:", "---")):
        _line(f"| {' | '.join(line)} |")
    all_hold, before = True, newest_figures(history)
    for row in rows:
        limit = f"{row.limit.sign} {_text(row.limit.value)}" if row.limit else ""
        verdict = limit if row.passes else f"{limit} **not held**".strip()
        _line(f"| {row.name} | {_text(row.figure)} | {verdict} | {before.get(row.name, '')} | {row.peer} |")
        all_hold &= row.passes
    _line(f"\nLoad {os.getloadavg()[1]:.1f} at the end.")
    return all_hold


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _text(figure: float | str) -> str:
    if isinstance(figure, str):
        return figure
    if isinstance(figure, int):
        return f"{figure:,}"
    # Of a ratio one digit says too little.
    return f"{figure:,.1f}" if abs(figure) >= 1 else f"{figure:.2f}"
