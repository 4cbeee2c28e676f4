"""What stands before the site and speaks TLS: for a moment, on loopback, with a certificate of its own."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import MSG_PEEK
from typing import NamedTuple

from tests.certificates import key_of, self_signed
from tests.serving import in_a_thread

HANDSHAKE = b"\x16"
LOOPBACK = "127.0.0.1"


class Front(NamedTuple):
    """Where the site is reached, by http and https alike, and the certificate to believe."""

    host: str
    certificate: Path


@contextmanager
def tls_front(backend_port: int, folder: Path) -> Iterator[Front]:
    """Hand on what comes to one port of loopback, and say whether it came by TLS (X-Forwarded-Proto)."""
    certificate = self_signed(folder, LOOPBACK)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key_of(certificate))
    server = _Server((LOOPBACK, 0), _handler(backend_port))
    server.context = context
    with in_a_thread(server):
        yield Front(f"{LOOPBACK}:{server.server_port}", certificate)


class _Server(ThreadingHTTPServer):
    context: ssl.SSLContext

    def finish_request(self, request, client_address):
        """Answer by TLS whoever begins with it, and anybody else in the clear."""
        if request.recv(1, MSG_PEEK) == HANDSHAKE:
            request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)


def _handler(backend_port: int) -> type[BaseHTTPRequestHandler]:
    class HandOn(BaseHTTPRequestHandler):
        def hand_on(self):
            scheme = "https" if isinstance(self.request, ssl.SSLSocket) else "http"
            backend = HTTPConnection(LOOPBACK, backend_port, timeout=30)
            headers = {**self.headers, "X-Forwarded-Proto": scheme, "Connection": "close"}
            backend.request(self.command, self.path, headers=headers)
            answer = backend.getresponse()
            body = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            backend.close()

        do_GET = do_HEAD = do_OPTIONS = hand_on

        def log_message(self, *arguments):
            """Say nothing."""

    return HandOn
