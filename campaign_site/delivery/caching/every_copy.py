"""Has every copy of every page forgotten, wherever one is kept: at the edges, and in Django's caches.

All copies, not those of some pages: a page shows what other pages are about, and who forgets too little is found
out by nobody. (What every change asks for by itself, at the edges alone: `campaign_site.delivery.edge.purges`.)
"""

from django.core.cache import caches

from campaign_site.delivery.caching.publication import CONTENT
from campaign_site.delivery.edge import purges


def forget_every_copy() -> None:
    """Have them forgotten now; safe to repeat. One that fails keeps no other from it, and is raised at the end.

    Raises NotPurged of an edge, or whatever a cache raises that is away.
    """
    failures = []
    for forget in (lambda: purges.purge(CONTENT), *(cache.clear for cache in caches.all(initialized_only=False))):
        try:
            forget()
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
