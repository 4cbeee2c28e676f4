"""The edge itself, where its address is known: it must not keep what the site has given up."""

from collections.abc import Iterator

from stories.consent.choices import Surface
from stories.surfaces.case import Case, Finding
from stories.surfaces.media import public_paths
from stories.surfaces.web import GONE


def look(case: Case) -> Iterator[Finding]:
    """Ask the edge for the story's pages and pictures under the site's name."""
    if case.edge is None:
        return
    paths = [*case.fingerprint.addresses, *public_paths(case.fingerprint)]
    for path, answer in case.edge.ask(paths).items():
        found = int(answer.is_reached and answer.status not in GONE)
        yield Finding(Surface.EDGE, path, found, answer.milliseconds, answer.is_reached)
