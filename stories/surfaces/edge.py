"""The edges themselves, where their addresses are known: none may keep what the site has given up."""

from collections.abc import Iterator

from stories.consent.choices import Surface
from stories.surfaces.case import Case, Finding
from stories.surfaces.media import public_paths
from stories.surfaces.web import GONE


def look(case: Case) -> Iterator[Finding]:
    """Ask every edge for the story's pages and pictures under the site's name, for each copy that it may have."""
    paths = [*case.fingerprint.addresses, *public_paths(case.fingerprint)]
    for door in case.edges:
        for path, answer in door.ask(paths, "HEAD").items():
            found = int(answer.is_reached and answer.status not in GONE)
            yield Finding(Surface.EDGE, path, found, answer.milliseconds, answer.is_reached)
