"""Pages hold only what HTML can write."""

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from campaign_site.delivery.middleware.control_characters import ControlCharactersMiddleware
from tests.factories.pages import ContentPageFactory


def answer(response):
    return ControlCharactersMiddleware(lambda request: response)(None)


@pytest.mark.parametrize("code", [0x00, 0x01, 0x07, 0x08, 0x0B, 0x0E, 0x1F, 0x7F, 0x80, 0x8D, 0x9F])
def test_what_html_cannot_write_is_replaced_and_joins_nothing(code):
    assert answer(HttpResponse(f"<p>java{chr(code)}script:</p>")).text == "<p>java\ufffdscript:</p>"


@pytest.mark.parametrize("text", ["a\tb\nc\r\nd\fe", "\u00a0\u00e0 \u00c2", "تسليم", "\u2028\u200b", "😀"])
def test_everything_else_stays(text):
    assert answer(HttpResponse(text)).content == text.encode()


def test_files_stay_as_they_are():
    assert answer(HttpResponse("a\x07", content_type="text/csv")).content == b"a\x07"
    assert answer(StreamingHttpResponse([b"<p>\x07"])).getvalue() == b"<p>\x07"


@pytest.mark.django_db
def test_what_an_editor_pasted_is_readable_on_the_page(client):
    page = ContentPageFactory(title="Two\x0blines")
    assert "Two\ufffdlines" in client.get(page.url).text


def test_what_a_visitor_typed_is_written_back_readable(client, db):
    response = client.post("/en/pledge/find/", {"email": "a\x00b"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "\x00" not in response.text and response.status_code == 400
