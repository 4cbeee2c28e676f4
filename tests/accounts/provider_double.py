"""An OpenID Connect provider on loopback that says of whom it is asked whatever a test wants."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from urllib.parse import parse_qs, urlsplit

import jwt


class Provider(ThreadingHTTPServer):
    """Answers discovery, token and userinfo; `claims` is what it says of the person, `asked` what it was sent."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.claims = {"sub": "4711", "email": "writer@example.org", "email_verified": True}
        self.asked: dict[str, list[str]] = {}

    def answer_to(self, path: str) -> dict:
        """Return what the provider says at an address."""
        if path.startswith("/.well-known/"):
            places = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            return {
                **places,
                "issuer": self.issuer,
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if path == "/token_endpoint":
            about = {**self.claims, "iss": self.issuer, "aud": "campaign", "iat": time(), "exp": time() + 60}
            token = jwt.encode(about, "a secret of the double, long enough", algorithm="HS256")
            return {"access_token": "once", "token_type": "Bearer", "id_token": token}
        return self.claims


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the provider."""

    def do_GET(self):
        """Answer in JSON."""
        body = json.dumps(self.server.answer_to(urlsplit(self.path).path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        """Note what was sent, then answer."""
        length = int(self.headers["Content-Length"])
        self.server.asked = parse_qs(self.rfile.read(length).decode())
        self.do_GET()

    def log_message(self, *args):
        """Say nothing."""


@contextmanager
def provider() -> Iterator[Provider]:
    """Let a provider answer while the block runs."""
    with Provider() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()
