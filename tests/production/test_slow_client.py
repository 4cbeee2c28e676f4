"""Who sends slowly, or far too much, keeps nobody else waiting and is stopped before it is read."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from tests.production import engines
from tests.production.doors import HOST, Door

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

# More than the process has threads.
SLOW = 12
BEGUN = f"POST /en/pledge/ HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nSec-Fetch-Site: same-origin\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
FILE = "Content-Type: multipart/form-data; boundary=x\r\n"


@pytest.fixture
def doors(start):
    """The application, and the edge before it."""
    with start() as door, engines.varnish(urlsplit(door.address).port) as edge:
        yield door, Door(edge)


def send(stack: ExitStack, door, text: str) -> socket.socket:
    """Send the beginning of a request and leave it at that."""
    address = urlsplit(door.address)
    connection = stack.enter_context(socket.create_connection((address.hostname, address.port), timeout=30))
    connection.sendall(text.encode())
    return connection


def test_who_never_ends_the_head_of_a_request_keeps_nobody_waiting(doors):
    for door in doors:
        with ExitStack() as stack:
            for _ in range(SLOW):
                send(stack, door, BEGUN)
            assert door.ask("/en/search/?q=word").status == 200


@pytest.mark.parametrize("path", ["/en/pledge/", "/admin/login/"])
def test_who_sends_a_form_byte_by_byte_holds_no_thread_of_the_application(doors, path):
    _application, edge = doors
    with ExitStack() as stack:
        slow = [
            send(stack, edge, f"{BEGUN.replace('/en/pledge/', path)}{FORM}Content-Length: 100\r\n\r\n")
            for _ in range(SLOW)
        ]
        for _ in range(3):
            for connection in slow:
                connection.sendall(b"a")
            assert edge.ask("/en/search/?q=word").status == 200
        # Once all of it is there, it is answered like any other.
        slow[0].sendall(b"a" * 97)
        assert slow[0].recv(12) in {b"HTTP/1.1 400", b"HTTP/1.1 403"}


@pytest.mark.parametrize("kind", [FORM, FILE])
def test_a_body_longer_than_any_form_is_refused_by_its_length_before_it_is_sent(doors, kind):
    for door, status in zip(doors, (400, 413), strict=True):
        with ExitStack() as stack:
            connection = send(stack, door, f"{BEGUN}{kind}Content-Length: 99000000000\r\n\r\na")
            assert connection.recv(12) == f"HTTP/1.1 {status}".encode()


def test_a_body_of_unknown_length_is_refused_at_the_edge(doors):
    with ExitStack() as stack:
        connection = send(stack, doors[1], f"{BEGUN}{FORM}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        assert connection.recv(12) == b"HTTP/1.1 411"
