"""The WSGI application around Django's: answers a public page that it has, and has each rendered once."""

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late

from django.db import DatabaseError, connection

from campaign_site.delivery.caching.publication import EPOCH, Epoch, State
from campaign_site.delivery.edge.copies import OUTLIVES_SECONDS, is_edge, said_to_edge
from campaign_site.delivery.page_cache.entries import Entry, Headers, Shelves, may_be_kept
from campaign_site.delivery.page_cache.keys import Key, encoding_for, key_of, read_as_utf8
from campaign_site.delivery.page_cache.sharing import CAPTURE, Capture

# Whoever waits for another's rendering longer than this renders it too.
PATIENCE_SECONDS = 10
# Where a request's environment says what the cache did with it, for the log.
OUTCOME = "campaign_site.page_cache.outcome"
# How many addresses are remembered whose answers are not shared, so that nobody waits for them.
MOST_UNSHARED = 10_000


class PageCache:
    """`application = PageCache(get_wsgi_application())`. `counts` says what it did, by name."""

    def __init__(self, application, epoch: Epoch | None = None, *, patience: float = PATIENCE_SECONDS):
        self.application, self.patience = application, patience
        self.shelves = Shelves()
        self.epoch = epoch or EPOCH
        self.counts: Counter[str] = Counter()
        # By hash: an address may be as long as a header may be, and whoever makes them up chooses their length.
        self._unshared: OrderedDict[int, None] = OrderedDict()
        self._rendering: dict[Key, Future[Entry | None]] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: dict, start_response) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        read_as_utf8(environ)
        key = key_of(environ)
        if key is None:
            return self._pass(environ, start_response)
        try:
            # What the edge is given many are given: the database is asked for each.
            state = self._state(time.monotonic() if is_edge(environ) else 0.0)
        except DatabaseError:
            return self._without_database(key, environ, start_response)
        entry = self.shelves.get(key)
        if entry and entry.holds(state):
            entry.seen_right_at = time.monotonic()
            self._count("hits", environ)
            return _send(entry, environ, start_response, entry.until)
        if hash(key) in self._unshared:
            return self._render(key, state, environ, start_response)
        return self._render_once(key, state, environ, start_response)

    def _count(self, what: str, environ: dict) -> None:
        self.counts[what] += 1
        environ[OUTCOME] = what

    def _state(self, since: float) -> State:
        try:
            return self.epoch.current(since)
        finally:
            _give_back()

    def _pass(self, environ: dict, start_response) -> Iterable[bytes]:
        self._count("passed", environ)
        return self.application(environ, start_response)

    def _without_database(self, key: Key, environ: dict, start_response) -> Iterable[bytes]:
        """Answer with a page that may be old, where that is better than none and no story is in it."""
        for entry in map(self.shelves.get, (key, key._replace(saves_data=not key.saves_data))):
            if entry and entry.outlives_database and time.monotonic() < entry.seen_right_at + OUTLIVES_SECONDS:
                self._count("without database", environ)
                return _send(entry, environ, start_response, time.time() + OUTLIVES_SECONDS)
        return self._pass(environ, start_response)

    def _render_once(self, key: Key, state: State, environ: dict, start_response) -> Iterable[bytes]:
        """Render, or wait for whoever is rendering the same at this moment."""
        with self._lock:
            other = self._rendering.get(key)
            if other is None:
                mine = self._rendering[key] = Future()
        if other is not None:
            self._count("waited", environ)
            entry = self._outcome(other)
            if entry and entry.holds(state):
                return _send(entry, environ, start_response, self._right_until(entry, environ))
            return self._render(key, state, environ, start_response)
        entry = None
        try:
            entry, answer = self._rendered(key, state, environ, start_response)
            return answer
        finally:
            with self._lock:
                self._rendering.pop(key, None)
            mine.set_result(entry)

    def _outcome(self, rendering: "Future[Entry | None]") -> Entry | None:
        try:
            return rendering.result(self.patience)
        except Late:
            return None

    def _render(self, key: Key, state: State, environ: dict, start_response) -> Iterable[bytes]:
        return self._rendered(key, state, environ, start_response)[1]

    def _rendered(
        self, key: Key, state: State, environ: dict, start_response
    ) -> tuple[Entry | None, Iterable[bytes]]:
        """Have Django answer; return what may be kept of it, and the answer."""
        self._count("misses", environ)
        begun: list[tuple[str, Headers]] = []
        with Capture() as capture:
            environ[CAPTURE] = capture
            body = self.application(environ, lambda status, headers, *info: begun.append((status, headers)))
        status, headers = begun[-1]
        if capture.body is None or not may_be_kept(status, headers):
            self._remember_unshared(key)
            start_response(status, headers)
            return None, body
        if close := getattr(body, "close", None):
            close()
        entry = Entry(headers, capture.body, capture, state)
        with self._lock:
            self._unshared.pop(hash(key), None)
        if self.epoch.is_still(state):
            self.shelves.put(key, entry)
        return entry, _send(entry, environ, start_response, self._right_until(entry, environ))

    def _right_until(self, entry: Entry, environ: dict) -> float:
        """Return until when the edge may keep what took a while to make: not at all if something changed since."""
        if not is_edge(environ):
            return entry.until
        try:
            return entry.until if entry.holds(self._state(time.monotonic())) else 0.0
        except DatabaseError:
            return 0.0

    def _remember_unshared(self, key: Key) -> None:
        with self._lock:
            self._unshared[hash(key)] = None
            if len(self._unshared) > MOST_UNSHARED:
                self._unshared.popitem(last=False)


def _give_back() -> None:
    """Leave the connection as a request would: this comes before one, or instead of it."""
    if connection.in_atomic_block:
        return
    if connection.vendor == "postgresql":
        connection.close()
    else:
        connection.close_if_unusable_or_obsolete()


def _send(entry: Entry, environ: dict, start_response, until: float) -> Iterable[bytes]:
    said = said_to_edge(until, entry.scopes, outlives=entry.outlives_database) if is_edge(environ) else []
    encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    answer = entry.answers[encoding]
    if answer.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [*answer.unchanged, *said])
        return []
    start_response("200 OK", [*answer.headers, *said])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body(encoding)]
