"""What stands before the site and speaks TLS: for a moment, on loopback, with a certificate of its own."""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import MSG_PEEK
from threading import Thread
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANDSHAKE = b"\x16"
LOOPBACK = "127.0.0.1"


class Front(NamedTuple):
    """Where the site is reached, by http and https alike, and the certificate to believe."""

    host: str
    certificate: Path


@contextmanager
def tls_front(backend_port: int, folder: Path) -> Iterator[Front]:
    """Hand on what comes to one port of loopback, and say whether it came by TLS (X-Forwarded-Proto)."""
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, folder / "key.pem")
    server = _Server((LOOPBACK, 0), _handler(backend_port))
    server.context = context
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Front(f"{LOOPBACK}:{server.server_port}", certificate)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path
