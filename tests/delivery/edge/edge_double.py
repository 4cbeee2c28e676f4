"""An edge that says what a test wants it to say: the one thing of these tests that is not the site's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.serving import in_a_thread

TOKEN = "t" * 32


@dataclass
class Edge:
    """`asked` holds (method, path, tag) of each request that knew the secret.

    `kept` names the copies of every page that it has not forgotten: (Accept-Encoding, Save-Data).
    """

    address: str = ""
    status: int = 200
    age: str | None = "0.000"
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)
    kept: set[tuple[str, str | None]] = field(default_factory=set)

    @property
    def purged(self) -> list[str | None]:
        """The tags that it was told to forget."""
        return [tag for method, _path, tag in self.asked if method == "PURGE"]


@contextmanager
def edge() -> Iterator[Edge]:
    """Serve one on a free port."""
    double = Edge()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self):
            if self.headers["Edge-Purge-Token"] == TOKEN:
                double.asked.append((self.command, self.path, self.headers["Surrogate-Key"]))
            self.send_response(double.status if self.command == "PURGE" else 200)
            if double.age is not None:
                self.send_header("Edge-Copy-Age", double.age)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_PURGE = _answer

        def do_HEAD(self):
            is_kept = (self.headers["Accept-Encoding"], self.headers["Save-Data"]) in double.kept
            self.send_response(200 if is_kept else 404)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.address = f"http://127.0.0.1:{server.server_port}"
    with in_a_thread(server):
        yield double
