"""What the tests measured of accessibility: read from the file that a run of them wrote.

`python -m tests.browser.accessibility` checks every page again and writes the file; it writes nothing when
anything is found. A test fails when the file knows a template that is gone, or lacks one that is there.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

MEASURED = Path(__file__).with_name("accessibility_measured.json")


@dataclass(frozen=True)
class Statement:
    """One run. `checks` counts page × language × look; `checked` and `unchecked` are templates of public pages.

    `widths` are in CSS pixels, `schemes` "light" and "dark", `languages` codes.
    """

    on: date
    tool: str
    command: str
    checks: int
    languages: tuple[str, ...]
    widths: tuple[int, ...]
    schemes: tuple[str, ...]
    checked: tuple[str, ...]
    unchecked: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many kinds of public page there are."""
        return len(self.checked) + len(self.unchecked)

    @property
    def language_names(self) -> list[str]:
        """The languages by their own names."""
        return [name for code, name in settings.LANGUAGES if code in self.languages]


@cache
def statement() -> Statement:
    """Return what the last run measured."""
    kept = json.loads(MEASURED.read_text("utf-8"))
    lists = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return Statement(**{**kept, **lists, "on": date.fromisoformat(kept["on"])})
