"""Everywhere that keeps copies of pages registers here how it forgets them. Django's caches are emptied too."""

from collections.abc import Callable, Iterable

from django.core.cache import caches

_purges: list[Callable[[list[str]], None]] = []


def register(purge: Callable[[list[str]], None]) -> None:
    """Add a function that forgets these paths (`/en/stories/…/`). Idempotent; raises when it could not."""
    _purges.append(purge)


def purge(paths: Iterable[str]) -> None:
    """Have every copy of these pages forgotten. A failure keeps no other from it, and is raised at the end."""
    wanted = sorted(set(paths))
    failures = []
    for forget in (*_purges, _empty_caches):
        try:
            forget(wanted)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]


def _empty_caches(paths: list[str]) -> None:
    for cache in caches.all(initialized_only=False):
        cache.clear()
