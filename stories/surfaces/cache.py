"""What Django's caches hold, as far as their engine lets anybody look."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from stories.consent.choices import Surface
from stories.surfaces.case import Case, Finding, stopwatch

MOST_ENTRIES = 100_000


def look(case: Case) -> Iterator[Finding]:
    """Read what each cache holds; one whose engine shows nothing was emptied, and is not named."""
    for name in settings.CACHES:
        with stopwatch() as elapsed:
            try:
                found = sum(case.traces_in(value.decode("utf-8", "replace")) for value in _values(caches[name]))
                yield Finding(Surface.CACHE, name, found, elapsed())
            except Exception:  # whatever the engine's client raises when it is away
                yield Finding(Surface.CACHE, name, 0, elapsed(), is_reached=False)


def _values(cache) -> Iterator[bytes]:
    if isinstance(cache, LocMemCache):
        yield from list(cache._cache.values())
    elif isinstance(cache, RedisCache):
        client = cache._cache.get_client()
        for number, key in enumerate(client.scan_iter(count=1000)):
            if number == MOST_ENTRIES:
                break
            if client.type(key) == b"string":
                yield client.get(key) or b""
