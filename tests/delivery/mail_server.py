"""A mail server on this machine (RFC 5321) that keeps what it takes, and goes away when a test says so."""

import base64
import socketserver
import ssl
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from tests.certificates import key_of
from tests.serving import in_a_thread


class Mail(NamedTuple):
    """What was taken, and how: encrypted on the way or not, and as whom the sender signed in."""

    message: EmailMessage
    is_encrypted: bool
    signed_in: str


class _Session(socketserver.StreamRequestHandler):
    is_encrypted, signed_in = False, ""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            if not getattr(self, f"do_{verb.lower()}", self.do_other)(rest):
                return

    def say(self, line: str) -> bool:
        self.wfile.write(f"{line}\r\n".encode())
        return True

    def do_ehlo(self, _name):
        offers = ["STARTTLS"] if self.server.certificate and not self.is_encrypted else ["AUTH PLAIN"]
        return self.say("250-here\r\n" + "\r\n".join(f"250 {offer}" for offer in offers))

    def do_starttls(self, _nothing):
        self.say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.certificate, key_of(self.server.certificate))
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except ssl.SSLError:
            return False
        self.setup()
        self.is_encrypted = True
        return True

    def do_auth(self, rest):
        _nothing, self.signed_in, password = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.server.passwords.append(password)
        return self.say("235 welcome")

    def do_data(self, _nothing):
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        content = b"".join(line[1:] if line.startswith(b".") else line for line in lines)
        message = message_from_bytes(content, policy=policy.default)
        self.server.mails.append(Mail(message, self.is_encrypted, self.signed_in))
        if self.server.silent:
            self.server.silent -= 1
            return False
        return self.say("250 taken")

    def do_quit(self, _nothing):
        self.say("221 bye")
        return False

    def do_other(self, _rest):
        return self.say("250 fine")


class MailServer(socketserver.ThreadingTCPServer):
    """`with serving() as server:`. `mails` are what was taken; as often as `silent` says, it does not say so."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0, certificate: Path | None = None):
        super().__init__(("127.0.0.1", port), _Session)
        self.certificate, self.silent = certificate, 0
        self.mails: list[Mail] = []
        self.passwords: list[str] = []
        self.port = self.server_address[1]


class _Silence(socketserver.BaseRequestHandler):
    def handle(self):
        self.server.calls.append(self.client_address)
        self.server.is_over.wait(30)


class SilentServer(socketserver.ThreadingTCPServer):
    """Takes each call and never says a word. `calls` are those it took."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Silence)
        self.port, self.calls, self.is_over = self.server_address[1], [], threading.Event()


@contextmanager
def silent():
    """Serve silence; whoever still waits in the end is hung up on."""
    server = SilentServer()
    with in_a_thread(server):
        try:
            yield server
        finally:
            server.is_over.set()


@contextmanager
def serving(port: int = 0, certificate: Path | None = None):
    """Serve; with a certificate, only over TLS."""
    server = MailServer(port, certificate)
    with in_a_thread(server):
        yield server
