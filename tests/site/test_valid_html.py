"""The judge of all pages finds what is wrong, and says on which page; what it is given is one page of a kind."""

import pytest

from tests import valid_html

GOOD = b'<!doctype html><html lang="en"><head><title>A</title></head><body><h1>%s</h1></body></html>'
BAD = GOOD % b"B</h1><p><div>C</div></p><h1>D"


@pytest.mark.java
def test_a_page_that_is_not_valid_is_named_with_what_is_wrong(tmp_path):
    valid_html.keep(tmp_path, GOOD % b"B", "GET /en/good/ 200")
    valid_html.keep(tmp_path, BAD, "POST /en/bad/ 400")
    (said,) = valid_html.errors_in(tmp_path)
    assert said.startswith("POST /en/bad/ 400: ") and "“p”" in said


def test_pages_that_differ_in_words_only_are_one(tmp_path):
    for words in (b"B", b"C"):
        valid_html.keep(tmp_path, GOOD % words, "GET /en/good/ 200")
    valid_html.keep(tmp_path, GOOD % b"<em>B</em>", "GET /en/other/ 200")
    assert sorted(path.read_text() for path in tmp_path.glob("*.txt")) == [
        "GET /en/good/ 200",
        "GET /en/other/ 200",
    ]


@pytest.mark.django_db
def test_the_answers_that_tests_get_are_the_ones_judged(client, tmp_path, monkeypatch):
    from django.core.handlers.base import BaseHandler

    monkeypatch.setattr(BaseHandler, "get_response", valid_html.keeping(tmp_path, BaseHandler.get_response))
    client.get("/en/no-such-page/")
    client.get("/robots.txt")
    client.get("/admin/", follow=True)
    assert [path.read_text() for path in tmp_path.glob("*.txt")] == ["GET /en/no-such-page/ 404"]
