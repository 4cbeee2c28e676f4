"""Two requests share a page when they are the same to every view; whatever else they bring is left out."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from campaign_site.delivery.middleware.low_data import LowDataMiddleware, leave_out
from campaign_site.delivery.page_cache import keys
from campaign_site.delivery.page_cache.keys import encoding_for, key_of


def environ(path="/en/", query="", method="GET", **headers):
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "a.example",
        **headers,
    }


@pytest.mark.parametrize(
    "asked",
    [
        environ(method="POST"),
        environ("/admin/"),
        environ("/media/images/x.jpg"),
        environ("/documents/1/x.pdf"),
        environ("/note/"),
        environ("/hooks/stripe/"),
        environ(HTTP_RANGE="bytes=0-1"),
        environ(query="&".join(f"page={n}" for n in range(9))),
        environ(query="q=" + "x" * 101),
    ],
)
def test_what_is_never_the_same_for_everybody_goes_to_django(asked):
    before = dict(asked)
    assert key_of(asked) is None
    assert asked == before


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "__Secure-session=somebody"},
        {"HTTP_X_FORWARDED_HOST": "evil.example"},
        {"HTTP_X_ORIGINAL_URL": "/admin/"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"HTTP_USER_AGENT": "x"},
        {"HTTP_ACCEPT_LANGUAGE": "ar"},
    ],
)
def test_what_a_visitor_brings_besides_makes_no_other_page(headers):
    assert key_of(environ(**headers)) == key_of(environ())


@pytest.mark.parametrize(
    "other",
    [
        environ("/fr/"),
        environ(query="page=2"),
        environ(HTTP_HOST="b.example"),
        environ(HTTP_X_FORWARDED_PROTO="https"),
        environ(HTTP_SAVE_DATA="on"),
    ],
)
def test_what_changes_the_page_changes_the_key(other):
    assert key_of({**environ(), **other}) != key_of(environ())


def test_what_no_view_reads_is_taken_out_of_the_query_before_a_page_is_made_of_it():
    asked = environ(query="utm_source=mail&region=x&page=2&x=%3Cscript%3E")
    assert key_of(asked) == key_of(environ(query="page=2&region=x"))
    assert asked["QUERY_STRING"] == "page=2&region=x"


def test_what_is_said_twice_is_what_views_read_of_it_and_no_other_page():
    assert key_of(environ(query="page=1&q=a&page=2")) == key_of(environ(query="page=2&q=a"))


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("GZIP", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", ""),
        ("", ""),
        ("gzip;q=0.000", ""),
    ],
)
def test_the_smallest_encoding_that_the_visitor_takes_is_sent(accepted, best):
    assert encoding_for(accepted) == best


def test_attacker_fills_no_memory_with_long_headers():
    before = keys._remembered.cache_info().currsize
    for number in range(9):
        assert encoding_for(f"br, {number}{'x' * keys.MOST_REMEMBERED_CHARACTERS}") == "br"
    assert keys._remembered.cache_info().currsize == before


@pytest.mark.parametrize("value", ["https", "https, http", "http", "http,https", " https "])
def test_attacker_gets_no_page_of_the_other_scheme(value, settings):
    """The key and Django's own question, which redirects plain requests, are of one mind."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asked = environ(HTTP_X_FORWARDED_PROTO=value) | {"wsgi.input": BytesIO(), "wsgi.url_scheme": "http"}
    assert key_of(asked).is_secure == WSGIRequest(asked).is_secure()


@pytest.mark.parametrize("value", ["on", " ON ", "\xa0on", "off", "", "on, on"])
def test_attacker_leaves_no_page_without_pictures_for_others(value):
    asked = environ(HTTP_SAVE_DATA=value) | {"wsgi.input": BytesIO(), "wsgi.url_scheme": "http"}
    wished = []
    LowDataMiddleware(lambda request: wished.append(leave_out()) or HttpResponse())(WSGIRequest(asked))
    assert wished == [key_of(asked).saves_data]
