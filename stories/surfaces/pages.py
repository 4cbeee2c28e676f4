"""The story's own addresses, in all languages: not found, nothing else will do."""

from collections.abc import Iterator

from stories.consent.choices import Surface
from stories.surfaces.case import Case, Finding
from stories.surfaces.web import GONE


def look(case: Case) -> Iterator[Finding]:
    """Ask for each address."""
    for path, answer in case.ask(case.fingerprint.addresses, "GET").items():
        found = int(answer.is_reached and answer.status not in GONE)
        yield Finding(Surface.PAGE, path, found, answer.milliseconds, answer.is_reached)
