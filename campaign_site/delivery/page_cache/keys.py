"""Which requests a kept page may answer, and what makes two of them the same."""

from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.http import parse_header_parameters

METHODS = frozenset({"GET", "HEAD"})
MOST_FIELDS, MOST_CHARACTERS = 8, 100


class Key(NamedTuple):
    """Two requests with the same key get the same page. `query` holds only what public views read, in order."""

    host: str
    path: str
    query: str
    is_secure: bool
    saves_data: bool


def key_of(environ: dict) -> Key | None:
    """Return the key of a request (a WSGI environment), None when it has to be answered by Django.

    A part of the query that no public view reads (PUBLIC_QUERY) is taken out of `environ` as well: a page that is
    kept must not hold what only one visitor sent.
    """
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] not in METHODS or path.startswith(_never()) or "HTTP_RANGE" in environ:
        return None
    query = environ.get("QUERY_STRING", "")
    if query:
        known = _known(query)
        if known is None:
            return None
        query = environ["QUERY_STRING"] = known
    return Key(
        environ.get("HTTP_HOST", "").lower(),
        path,
        query,
        # Of both, exactly what Django makes of it: the first of several values, without spaces around.
        environ.get("HTTP_X_FORWARDED_PROTO", environ.get("wsgi.url_scheme", "")).partition(",")[0].strip()
        == "https",
        environ.get("HTTP_SAVE_DATA", "").strip().lower() == "on",
    )


def read_as_utf8(environ: dict) -> None:
    """Take a character set out of Content-Type: Django would read the address in it, and we in UTF-8.

    A list of stories in which Django finds no filter must not be kept as the filtered one.
    """
    said = environ.get("CONTENT_TYPE", "")
    if ";" not in said:
        return
    try:
        kind, parameters = parse_header_parameters(said)
    except ValueError:
        kind, parameters = said.partition(";")[0], {"charset": ""}
    if "charset" in parameters:
        boundary = parameters.get("boundary")
        environ["CONTENT_TYPE"] = f'{kind}; boundary="{boundary}"' if boundary else kind


@cache
def _never() -> tuple[str, ...]:
    """Return how addresses begin that are never the same for everybody; the rest decides by `sharing.share`."""
    return (
        settings.ADMIN_PATH,
        settings.STATIC_URL,
        settings.MEDIA_URL,
        "/documents/",
        "/note/",
        "/hooks/",
        # A load balancer asks it whatever else is away, and waits a second or two.
        "/healthz",
        "/readyz",
    )


def _known(query: str) -> str | None:
    """Return the query with nothing but what public views read; None for one that is too long to be looked at."""
    try:
        fields = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    # Of what is said twice views read the last.
    known = {name: value for name, value in fields if name in settings.PUBLIC_QUERY}
    if any(len(value) > MOST_CHARACTERS for value in known.values()):
        return None
    return urlencode(sorted(known.items()))


@lru_cache(256)
def encoding_for(accepted: str) -> str:
    """Return the best of `br`, `gzip` and "" (plain) that an Accept-Encoding header takes (RFC 9110, 12.5.3)."""
    takes = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        takes[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if takes.get(name, takes.get("*", False))), "")
