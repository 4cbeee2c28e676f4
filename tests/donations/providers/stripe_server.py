"""Serves the double of Stripe over HTTP on this machine, as api.stripe.com answers."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.donations.providers.stripe_double import KeyUsedBefore, StripeDouble, Wrong
from tests.serving import in_a_thread

LISTS = {"charges": "charge", "refunds": "refund", "disputes": "dispute"}
ONE = {"payment_intents": "payment_intent", "checkout/sessions": "checkout.session"}


class _Handler(BaseHTTPRequestHandler):
    double: StripeDouble
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/c/pay/"):
            return self._write(
                200,
                "text/html",
                b"<!doctype html><title>Pay</title><link rel=icon href=data:,><h1>Payment page</h1>",
            )
        asked = dict(parse_qsl(urlsplit(self.path).query))
        return self._answer(asked, lambda: self._found(asked))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = dict(parse_qsl(body, keep_blank_values=True))
        make = {"checkout/sessions": self.double.create_session, "refunds": self.double.create_refund}[
            self._what()
        ]
        self._answer(asked, lambda: self._once(asked, make))

    def _once(self, asked: dict, make) -> dict:
        key, (known, answer) = self.headers["Idempotency-Key"], (None, None)
        if key in self.double.answered:
            known, answer = self.double.answered[key]
            if known != asked:
                raise KeyUsedBefore("idempotency key used for something else")
            return answer
        answer = json.loads(json.dumps(make(asked)))
        self.double.answered[key] = (asked, answer)
        return answer

    def _found(self, asked: dict) -> dict:
        what = self._what()
        if what in LISTS:
            found = json.loads(json.dumps(self.double.all(LISTS[what], asked["payment_intent"])))
            if asked.get("expand[0]") == "data.balance_transaction":
                for thing in found:
                    thing["balance_transaction"] = self.double.things.get(thing["balance_transaction"])
            return {"object": "list", "url": f"/v1/{what}", "has_more": False, "data": found}
        kind, _, name = what.rpartition("/")
        thing = self.double.things.get(name)
        if thing is None or thing["object"] != ONE[kind]:
            raise Wrong("no such thing")
        return thing

    def _answer(self, asked: dict, act) -> None:
        self.double.requests.append((self.command, self._what(), asked, dict(self.headers)))
        if self.headers["Authorization"] != f"Bearer {self.double.key}":
            return self._send(401, {"error": {"type": "invalid_request_error"}})
        fault = self.double.faults.pop(0) if self.double.faults else None
        if fault == "silent":
            self.double.hung_up.wait()
            return self.connection.close()
        if isinstance(fault, int):
            return self._send(fault, {"error": {"type": "api_error"}})
        try:
            answer = act()
        except Wrong as error:
            return self._send(400, {"error": {"type": error.kind, "message": str(error)}})
        if fault == "lost":
            self.close_connection = True
            return self.connection.close()
        return self._send(200, answer)

    def _what(self) -> str:
        return urlsplit(self.path).path.removeprefix("/v1/")

    def _send(self, status: int, answer: dict) -> None:
        self._write(status, "application/json", json.dumps(answer).encode())

    def _write(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        # As Stripe says it of what it would only repeat.
        self.send_header("Stripe-Should-Retry", "false")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Say nothing."""


@contextmanager
def serving(settings):
    """Serve a new double, to which the site speaks by these settings while it is there."""
    double = StripeDouble()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"double": double}))
    server.daemon_threads = True
    double.address = f"http://127.0.0.1:{server.server_port}"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = double.key, double.secret
    settings.STRIPE_API_BASE = double.address
    with in_a_thread(server):
        try:
            yield double
        finally:
            double.hung_up.set()
