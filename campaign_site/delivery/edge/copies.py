"""What the edge may keep, in the headers of the Edge Architecture Specification (W3C Note, 2001; RFC 5861).

An edge names itself by `Surrogate-Capability`; nobody else is told, so browsers never see these headers.
"""

import math
import time
from collections.abc import Iterable

from campaign_site.delivery.caching.publication import CONTENT

# With the second for which a process trusts its epoch, five: what a take-down promises, if no purge ever arrived.
KEPT_SECONDS = 4
# For the last of them the edge shows its copy while it asks for another: of a page that somebody opens each second
# nobody ever waits.
WHILE_ASKING_SECONDS = 1
# So long help is shown while nobody can make it anew, without the database or at the edge without the application.
# An old number may be wrong, and no number helps nobody; while the database is away none can be changed either.
OUTLIVES_SECONDS = 24 * 60 * 60
# The tag of what is shown then: no purge of what is published takes help away while nobody can make it anew.
LASTING = "lasting"

Headers = list[tuple[str, str]]


def is_edge(environ: dict) -> bool:
    """Whether a request (a WSGI environment) comes from a cache that takes `Surrogate-Control`."""
    return "HTTP_SURROGATE_CAPABILITY" in environ


def said_to_edge(until: float, tags: Iterable[str] = (CONTENT,), *, outlives: bool = False) -> Headers:
    """Return the headers that let the edge keep an answer: `until` (Unix time) at most, found by `tags`.

    With `outlives` it may be shown for a day while nobody can be asked, and is found by LASTING alone: no story
    is in it.
    """
    seconds = max(0, math.floor(min(KEPT_SECONDS, until - time.time())))
    if outlives:
        said, key = f"max-age={seconds}, stale-if-error={OUTLIVES_SECONDS}", LASTING
    elif seconds > WHILE_ASKING_SECONDS:
        fresh = seconds - WHILE_ASKING_SECONDS
        said, key = f"max-age={fresh}, stale-while-revalidate={WHILE_ASKING_SECONDS}", " ".join(sorted(tags))
    else:
        said, key = f"max-age={seconds}", " ".join(sorted(tags))
    return [("Surrogate-Control", said), ("Surrogate-Key", key)]


def let_edge_keep(request, response, *, until: float) -> None:
    """Let the edge keep an answer that the page cache does not hold, until then (Unix time) at most."""
    if is_edge(request.META):
        for name, value in said_to_edge(until):
            response[name] = value
