"""Error pages wear the site's dress, speak the language of the address, and need nothing that may have failed."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory
from django.utils import translation

from campaign_site.pages import views


def is_dressed(response, language):
    text = response.content.decode()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'lang="{language}"' in text
    assert f'dir="{direction}"' in text
    assert text.count("<h1") == 1
    assert "site.css" in text
    assert f"/{language}/" in text, "a way on"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_an_unknown_page_says_so_in_the_language_of_its_address(client, language):
    response = client.get(f"/{language}/no-such-page/")
    assert response.status_code == 404
    is_dressed(response, language)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/de/", "/xx/stories/", "/nothing/", "/en/%00/", "/en/a%ff/", "/en/" + "a/" * 300]
)
def test_a_strange_address_is_not_found_and_never_an_error(client, address):
    response = client.get(address, follow=True)
    assert response.status_code == 404
    assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize(("view", "status"), [(views.server_error, 500), (views.forbidden, 403)])
def test_the_error_page_asks_the_database_nothing(view, status, django_assert_num_queries, db):
    request = RequestFactory().get("/en/")
    with django_assert_num_queries(0), translation.override("ar"):
        response = view(request)
    assert response.status_code == status
    is_dressed(response, "ar")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_a_request_that_cannot_be_read_is_refused_in_the_sites_dress(client, language, django_assert_num_queries):
    address = f"/{language}/pledge/"
    with django_assert_num_queries(0):
        foreign = client.get(address, headers={"host": "elsewhere.example"})
        too_long = client.post(address, "a=" + "x" * 4_000_000, content_type="application/x-www-form-urlencoded")
    for response in (foreign, too_long):
        assert response.status_code == 400
        is_dressed(response, language)


def answer_when(error, address: str, data: dict | None = None):
    """Return the answer to a request, or to what is sent, whose first question to the database fails so."""

    def failing(execute, sql, params, many, context):
        raise error

    with connection.execute_wrapper(failing):
        client = Client(raise_request_exception=False)
        return client.post(address, data) if data else client.get(address)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_said_plainly_with_when_to_come_again(kind, language):
    response = answer_when(kind("connection to server at 10.0.0.7 failed"), f"/{language}/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert b"Traceback" not in response.content and b"10.0.0.7" not in response.content
    is_dressed(response, language)
    assert f'href="/{language}/help/"'.encode() in response.content


@pytest.mark.django_db
def test_a_mistake_of_our_own_is_not_called_a_database_that_is_away():
    response = answer_when(ProgrammingError("SELECT secret"), "/en/")
    assert response.status_code == 500 and "Retry-After" not in response.headers
    assert b"secret" not in response.content
    is_dressed(response, "en")


@pytest.mark.django_db
def test_the_private_page_says_so_without_a_name():
    response = answer_when(OperationalError("away"), "/note/", {"digits": "1234567812345678"})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert b"This did not work" in response.content and b"site.css" not in response.content
