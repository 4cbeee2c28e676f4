"""Has the edge forget what is published no longer: after each change, through the outbox, until it is proven.

The change itself is the order: the publication epoch moves in its transaction. Whoever hears of it (the process
that wrote, any other at its next request, the periodic command) leaves one row in the outbox, which names the
epoch and stands for all changes before it. Public numbers are not purged: a copy is four seconds old at most, and
each pledge would have ordered a purge.
"""

import http.client
import threading
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from campaign_site.delivery.caching.publication import CONTENT, EPOCH
from campaign_site.delivery.jobs import background, outbox
from campaign_site.delivery.models import OutboxItem

KIND = "edge.purge"
TIMEOUT_SECONDS = 3
# What deploy/varnish/default.vcl is told the secret by, and what it answers to whoever knows it.
TOKEN, AGE = "Edge-Purge-Token", "Edge-Copy-Age"
# A page that every installation has and the edge keeps under the same tag as all others.
PROOF = "/robots.txt"
_waits = threading.Event()


class NotPurged(Exception):
    """An edge did not answer, refused, or still holds a copy from before."""


def order_later() -> None:
    """Have `order` done beside the request, once for all that is told before it begins."""
    if settings.EDGE_PURGE_URLS and not _waits.is_set():
        _waits.set()
        background.later(_order_now)


def _order_now() -> None:
    _waits.clear()
    order()


def order() -> int:
    """Order a purge if anything published has changed since the last one; return how many were ordered (0 or 1).

    Raises DatabaseError when it cannot be asked what is published.
    """
    if not settings.EDGE_PURGE_URLS:
        return 0
    key = f"{KIND}:{EPOCH.current(monotonic()).content}"
    if OutboxItem.objects.filter(key=key).exists():
        return 0
    with transaction.atomic():
        # Whatever they were to purge, this one does: it comes later.
        OutboxItem.objects.filter(kind=KIND).delete()
        outbox.enqueue(KIND, key=key)
    return 1


def purge_item(item: OutboxItem) -> None:
    """Have every edge forget all that is published: the outbox's work of this kind. Raises NotPurged."""
    purge(CONTENT)


def purge(tag: str) -> None:
    """Have every edge forget what has this tag, and make sure of it. Raises NotPurged after all were told."""
    failures = []
    for address in settings.EDGE_PURGE_URLS:
        try:
            _purge_at(address, tag)
        except (OSError, http.client.HTTPException, NotPurged) as error:
            failures.append(error)
    if failures:
        raise NotPurged(f"{len(failures)} of {len(settings.EDGE_PURGE_URLS)} edges") from failures[0]


def _purge_at(address: str, tag: str) -> None:
    began = monotonic()
    if _ask(address, "PURGE", "/", {"Surrogate-Key": tag}).status != http.client.OK:
        raise NotPurged("refused")
    age = _ask(address, "GET", PROOF, {}).getheader(AGE, "")
    try:
        is_new = float(age) <= monotonic() - began
    except ValueError:
        is_new = False
    if not is_new:
        raise NotPurged("still there")


def _ask(address: str, method: str, path: str, headers: dict) -> http.client.HTTPResponse:
    edge, site = urlsplit(address), urlsplit(settings.SITE_URL)
    kind = http.client.HTTPSConnection if edge.scheme == "https" else http.client.HTTPConnection
    connection = kind(edge.netloc, timeout=TIMEOUT_SECONDS)
    # As readers come, or it would be another copy that is looked at.
    common = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme, TOKEN: settings.EDGE_PURGE_TOKEN}
    try:
        connection.request(method, path, headers=common | headers)
        response = connection.getresponse()
        response.read()
        return response
    finally:
        connection.close()
