"""One visitor against all others: what nginx, by its own file, takes from a stranger and what it refuses.

Beyond it stands a site that answers each request with the headers it got, as the limits are nginx's alone. Where a
visitor comes from says a header of the tests, for nobody has networks of their own on one machine.
"""

import json
import re
import select
import shutil
import socketserver
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import pytest

from tests.production import deployed
from tests.production.deployed import DEPLOY
from tests.production.doors import HOST
from tests.serving import in_a_thread

pytestmark = pytest.mark.production

SEEN_FROM = "X-Seen-From"
MEGABYTE = 1024 * 1024
# A network of IPv6 as one customer has it, with an address for each request; and somebody else's.
OWN, OTHER = "2001:db8:1:2{:02x}::1", "2001:db8:1:300::1"


class Echo(BaseHTTPRequestHandler):
    def do_GET(self):  # the name is http.server's
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def address_string(self):
        return "nginx"

    def log_message(self, *_told):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 100


@pytest.fixture
def front(tmp_path):
    at = tmp_path / "srv/campaign/site/http.sock"
    at.parent.mkdir(parents=True)
    more = f"set_real_ip_from 127.0.0.1; real_ip_header {SEEN_FROM};"
    with in_a_thread(Server(str(at), Echo)), deployed.nginx(tmp_path, more=more) as front:
        yield front


def begin(stack, front, path, seen_from, method="GET", *lines):
    """Send a request, its body left out, on a connection that stays open."""
    connection = stack.enter_context(front.connect())
    head = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"{SEEN_FROM}: {seen_from}", *lines, "", ""]
    connection.sendall("\r\n".join(head).encode())
    return connection


def test_one_network_that_searches_without_end_is_stopped_and_nobody_else_is(front):
    """A flood of words that nothing holds, from ever new addresses of one network."""
    with ExitStack() as stack:
        flood = {begin(stack, front, "/en/search/?q=zxqv", OWN.format(number)) for number in range(50)}
        answers = []
        while b"HTTP/1.1 429" not in answers:
            ready, _write, _failed = select.select(flood, [], [], 10)
            assert ready, answers
            answers += [connection.recv(12) for connection in ready]
            flood -= set(ready)
        assert answers.count(b"HTTP/1.1 200") >= 10, "a school class that searches together"
        assert front.ask("/en/search/?q=help", **{SEEN_FROM: OTHER}).status == 200
        assert front.ask("/en/help/", **{SEEN_FROM: OWN.format(99)}).status == 200


@pytest.mark.parametrize("length", [f"Content-Length: {52 * MEGABYTE}", "Transfer-Encoding: chunked"])
def test_one_network_sends_three_large_bodies_at_a_time(front, length):
    """Nobody is signed in, and 52 MB are announced again and again and never sent."""
    with ExitStack() as stack:
        for number in range(3):
            begin(stack, front, "/admin/images/add/", OWN.format(number), "POST", length)
        fourth = begin(stack, front, "/admin/anything/", OWN.format(4), "POST", length)
        assert fourth.recv(12) == b"HTTP/1.1 429"
        for seen_from, content in ((OWN.format(5), b"a=b"), (OTHER, bytes(2 * MEGABYTE))):
            assert front.ask("/admin/pages/1/edit/", "POST", content, **{SEEN_FROM: seen_from}).status == 200


@pytest.mark.parametrize("path", ["login/", "login/code/", "password_reset/", "confirm/", "second-factor/app/"])
def test_what_is_open_without_signing_in_takes_forms_only(front, path):
    assert front.ask(f"/admin/{path}", "POST", bytes(MEGABYTE)).status == 413
    assert front.ask(f"/admin/{path}", "POST", b"login=somebody").status == 200


def test_who_has_filled_the_folder_of_uploads_keeps_nobody_from_sending_a_form(front, tmp_path):
    shutil.rmtree(tmp_path / "run/campaign-uploads")
    assert front.ask("/admin/images/add/", "POST", bytes(2 * MEGABYTE)).status == 500
    assert front.ask("/en/pledge/", "POST", bytes(200 * 1024)).status == 200


def test_what_visitors_can_fill_is_memory_with_an_end_in_which_nothing_else_lies():
    limits = deployed.directives(DEPLOY / "systemd/nginx.service.d/campaign.conf")["TemporaryFileSystem"]
    bounded = set(re.findall(r"(\S+?):size=\d+m,", limits))
    filled = re.findall(
        r"^(?:client_body|proxy)_temp_path (\S+);$", (DEPLOY / "nginx/campaign.conf").read_text(), re.M
    )
    assert set(filled) == bounded and len(filled) == 2
    assert not any(place in deployed.unit(deployed.SITE)["Environment"] for place in bounded)


def test_who_says_that_they_are_the_edge_is_not_believed(front):
    told = json.loads(front.ask("/en/", Surrogate_Capability='edge="Surrogate/1.0"').body)
    assert "surrogate-capability" not in told
