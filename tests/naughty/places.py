"""Where something can be put into a request: each part of its path, of its query, of its forms, its headers."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.conf import settings

from tests.naughty.wire import HOST, Answer, Request, Wire, encoded

# A header with one of these never leaves a server (RFC 9110, 5.5).
NEVER_IN_HEADERS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
HEADERS = [
    "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION", "HTTP_COOKIE",
    "HTTP_FORWARDED", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH", "HTTP_IF_RANGE", "HTTP_ORIGIN",
    "HTTP_RANGE", "HTTP_REFERER", "HTTP_SAVE_DATA", "HTTP_SEC_FETCH_SITE", "HTTP_STRIPE_SIGNATURE",
    "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_ORIGINAL_URL", "HTTP_X_REQUESTED_WITH", "HTTP_X_CSRFTOKEN",
    "HTTP_HOST", "CONTENT_TYPE",
]  # fmt: skip
# What is typed where a page leaves a field empty.
TYPED = {
    "amount": "50", "currency": "EUR", "email": "ama@example.org", "first_name": "Ama", "country": "GH",
    "name": "Ama", "rhythm": "once", "message": "Good day.", "subject": "Hello", "number": "1",
    "digits": "1234567812345678",
}  # fmt: skip
# Names that views of Django and Wagtail read, whether a page offers them or not.
READ_BY_MANY = [
    "q", "p", "page", "ordering", "next", "locale", "collection_id", "tag", "format", "export", "id", "page_type",
    "target_pages[]", "create_model", "content_type", "user_perms", "has_children", "parent_page_id", "layout",
]  # fmt: skip


class Place(NamedTuple):
    """Somewhere in a request; `put` returns the request with these bytes there, or None where they cannot be.

    What the page itself offers `is_own`: its fields and filters. The rest is tried on every page alike.
    """

    name: str
    put: Callable[[bytes], Request | None]
    is_own: bool = False


class Form(NamedTuple):
    """A form of a page, as it would be sent."""

    action: str
    method: str
    fields: list[tuple[str, str]]


class Page(HTMLParser):
    """The forms of a page, and the names that its own links and forms put into an address."""

    def __init__(self, answer: Answer, address: str):
        super().__init__()
        self.forms: list[Form] = []
        self.asked: set[str] = set()
        self._address, self._name = address, ""
        if answer.header("content-type").startswith("text/html"):
            self.feed(answer.body.decode("utf-8", "replace"))

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            action = urlsplit(urljoin(self._address, given.get("action", "")))
            self.forms.append(Form(action.path, given.get("method", "get").upper(), []))
        if tag == "a" and urlsplit(urljoin(self._address, given.get("href", ""))).path == self._address:
            self.asked |= {
                name for name, _ in parse_qsl(urlsplit(given.get("href", "")).query, keep_blank_values=True)
            }
        if tag in {"input", "select", "textarea", "button"} and given.get("name") and self.forms:
            value = given.get("value") or TYPED.get(given["name"], "x" if tag == "textarea" else "")
            self._name = given["name"] if tag == "select" else ""
            self.forms[-1].fields.append((given["name"], value))
        if tag == "option" and self._name and given.get("value") and self.forms:
            self.forms[-1].fields.append((self._name, given["value"]))
            self._name = ""


def places_of(request: Request, wire: Wire, *, with_headers: bool = False) -> Iterator[Place]:
    """Yield the places of a request, and of whatever can be sent from the page that answers it."""
    page = Page(wire.ask(request), request.path.decode("latin-1"))
    yield from _in_path(request)
    gets = {name for form in page.forms if form.method == "GET" for name, _ in form.fields}
    own = page.asked | gets
    yield from _in_query(request, sorted(own), is_own=True)
    yield from _in_query(request, sorted({*READ_BY_MANY, *settings.PUBLIC_QUERY} - own))
    yield from _around_query(request)
    if request.method == "POST":
        yield from _in_body(request)
    for form in page.forms:
        if form.method == "POST":
            yield from _in_form(request, form)
    if with_headers:
        yield from (_header(request, name) for name in HEADERS)


def _in_path(request: Request) -> Iterator[Place]:
    parts = request.path.split(b"/")

    def put(place: int, text: bytes) -> Request:
        return request._replace(path=b"/".join([*parts[:place], text, *parts[place + 1 :]]) or b"/")

    for place in range(1, len(parts)):
        yield Place(f"part {place} of the path", lambda text, place=place: put(place, text), is_own=True)


def _in_query(request: Request, names: list[str], *, is_own: bool = False) -> Iterator[Place]:
    def put(name: str, text: bytes) -> Request:
        return request._replace(query=encoded([(name.encode(), text)]))

    for name in names:
        yield Place(f"?{name}=", lambda text, name=name: put(name, text), is_own)


def _around_query(request: Request) -> Iterator[Place]:
    yield Place("a name in the query", lambda text: request._replace(query=encoded([(text, b"1")])))
    yield Place("the query as it is", lambda text: request._replace(query=text))


def _in_body(request: Request) -> Iterator[Place]:
    yield Place("the body", lambda text: request._replace(body=text))
    for kind in ("application/json", "multipart/form-data; boundary=b", "text/xml"):
        yield Place(f"the body, {kind}", lambda text, kind=kind: request._replace(body=text, content_type=kind))
    part = b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n--b--\r\n'
    yield Place(
        "a part of many",
        lambda text: request._replace(
            body=part % (text, text, text), content_type="multipart/form-data; boundary=b"
        ),
    )


def _in_form(request: Request, form: Form) -> Iterator[Place]:
    fields = [(name.encode(), value.encode()) for name, value in form.fields]
    sent = Request(form.action.encode(), method="POST", cookie=request.cookie)

    def put(place: int, text: bytes) -> Request:
        changed = [*fields]
        changed[place] = (fields[place][0], text)
        return sent._replace(body=encoded(changed))

    for place, (name, _value) in enumerate(form.fields):
        yield Place(f"field {name}", lambda text, place=place: put(place, text), is_own=True)
    yield Place("one more field", lambda text: sent._replace(body=encoded([*fields, (text, text)])))
    yield from _in_body(sent)


def _header(request: Request, name: str) -> Place:
    def put(text: bytes) -> Request | None:
        if NEVER_IN_HEADERS.search(text) or len(text) > 8000:
            return None
        if name == "HTTP_HOST":
            # Which hosts are ours is decided before, and anything else refused.
            text = HOST.encode() + b":" + text
        return request._replace(headers=((name, text),))

    return Place(name.removeprefix("HTTP_").replace("_", "-").title(), put)
