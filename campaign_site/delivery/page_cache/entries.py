"""What is kept of a page: its answer in each encoding, ready to be sent; and the bounded shelf it lies on."""

import gzip
import threading
import time
from collections import OrderedDict
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import brotli

from campaign_site.delivery.caching.publication import NUMBERS, State
from campaign_site.delivery.page_cache.keys import Key
from campaign_site.delivery.page_cache.sharing import Capture

MOST_BYTES = 16 * 1024 * 1024
# Of that, what addresses with a query may have: whoever makes up thousands pushes out none of the plain pages.
MOST_BYTES_OF_QUERIES = MOST_BYTES // 4
LARGEST_BYTES = 512 * 1024
# How many pages lie unpacked as well, for tools and old caches that take nothing else.
MOST_UNPACKED = 32
# What is written anew for each encoding, or speaks of one connection or moment.
NOT_KEPT = frozenset({"content-length", "content-encoding", "etag", "date", "connection", "transfer-encoding"})
# What two visitors may differ in and still share a page: the key knows of both.
MAY_VARY = frozenset({"accept-encoding", "save-data"})
# Compressing happens once for each page and change; 6 takes milliseconds and is within some percent of the best.
QUALITY = 6

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    """One encoding: all its headers, those of a 304, and the entity tag."""

    headers: Headers
    unchanged: Headers
    etag: str


class Entry:
    """A page as it was rendered under one state of what is published. Its bodies are kept compressed only."""

    def __init__(self, headers: Headers, body: bytes, capture: Capture, state: State):
        kept = [(name, value) for name, value in headers if name.lower() not in NOT_KEPT]
        digest = blake2b(body, digest_size=12).hexdigest()
        self._packed = {
            "gzip": gzip.compress(body, QUALITY, mtime=0),
            "br": brotli.compress(body, quality=QUALITY),
        }
        lengths = {"": len(body), **{name: len(packed) for name, packed in self._packed.items()}}
        self.answers = {name: _answer(kept, name, digest, length) for name, length in lengths.items()}
        self.size = sum(map(len, self._packed.values()))
        self.scopes = frozenset(capture.scopes)
        self.content, self.witnesses = state.content, state.witnesses
        self.numbers = state.numbers if NUMBERS in self.scopes else None
        self.made_on = time.time()
        self.until = min(state.until, self.made_on + capture.most_seconds)
        self.outlives_database = capture.outlives_database
        self.seen_right_at = time.monotonic()

    def body(self, encoding: str) -> bytes:
        """Return the page in one of its encodings. Hardly anybody takes it plain: that is made when asked for."""
        return self._packed[encoding] if encoding else _unpacked(self._packed["gzip"])

    def holds(self, state: State) -> bool:
        """Whether nothing that it shows has changed."""
        same = self.content == state.content and self.witnesses == state.witnesses
        # Made later than now, by a clock that went wrong, it may show what is not out yet.
        return same and self.numbers in (None, state.numbers) and self.made_on <= time.time() < self.until


@lru_cache(MOST_UNPACKED)
def _unpacked(packed: bytes) -> bytes:
    return gzip.decompress(packed)


def _answer(kept: Headers, encoding: str, digest: str, length: int) -> Answer:
    etag = f'"{digest}-{encoding}"' if encoding else f'"{digest}"'
    unchanged = [*kept, ("ETag", etag)]
    packed = [("Content-Encoding", encoding)] if encoding else []
    headers = [*unchanged, *packed, ("Content-Length", str(length))]
    return Answer(headers, [(n, v) for n, v in unchanged if n.lower() != "content-type"], etag)


def may_be_kept(status: str, headers: Headers) -> bool:
    """Whether an answer is the same for everybody: found, without a cookie, and varying in nothing else."""
    found = {name.lower(): value for name, value in headers}
    varies = {name.strip().lower() for name in found.get("vary", "").split(",") if name.strip()}
    return status.startswith("200 ") and "set-cookie" not in found and varies <= MAY_VARY


class Shelf:
    """Entries by key, the longest unused thrown away when they are more than `most_bytes` together."""

    def __init__(self, most_bytes: int):
        self.most_bytes, self.bytes = most_bytes, 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self):
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        """Return what is kept under the key, right or not."""
        with self._lock:
            entry = self._entries.get(key)
            if entry:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry, unless it is too large for others to have room beside it."""
        with self._lock:
            if old := self._entries.pop(key, None):
                self.bytes -= old.size
            if entry.size > LARGEST_BYTES:
                return
            self._entries[key] = entry
            self.bytes += entry.size
            while self.bytes > self.most_bytes:
                self.bytes -= self._entries.popitem(last=False)[1].size


class Shelves:
    """One shelf for plain addresses, of which there are as many as pages, and one for those with a query."""

    def __init__(self) -> None:
        self._plain = Shelf(MOST_BYTES - MOST_BYTES_OF_QUERIES)
        self._with_query = Shelf(MOST_BYTES_OF_QUERIES)

    def __len__(self):
        return len(self._plain) + len(self._with_query)

    @property
    def bytes(self) -> int:
        """How much is kept."""
        return self._plain.bytes + self._with_query.bytes

    def of(self, key: Key) -> Shelf:
        """Return the shelf on which a key's entry lies."""
        return self._with_query if key.query else self._plain

    def get(self, key: Key) -> Entry | None:
        """Return what is kept under the key, right or not."""
        return self.of(key).get(key)

    def put(self, key: Key, entry: Entry) -> None:
        """Keep an entry, unless it is too large."""
        self.of(key).put(key, entry)
