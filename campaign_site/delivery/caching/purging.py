"""Everywhere that keeps copies of pages registers here how it forgets them. Django's caches are emptied too.

All copies, not those of some pages: a page shows what other pages are about, and who forgets too little is found
out by nobody.
"""

from collections.abc import Callable

from django.core.cache import caches

_purges: list[Callable[[], None]] = []


def register(purge: Callable[[], None]) -> None:
    """Add a function that forgets every page. It is safe to repeat, and raises when it could not."""
    _purges.append(purge)


def purge() -> None:
    """Have every copy forgotten. A failure keeps no other from it, and is raised at the end."""
    failures = []
    for forget in (*_purges, _empty_caches):
        try:
            forget()
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]


def _empty_caches() -> None:
    for cache in caches.all(initialized_only=False):
        cache.clear()
