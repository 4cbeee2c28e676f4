"""Every page, in every language, with every header and file that belongs to it: none tells what this is about."""

import json
import re
from functools import cache

import pytest
from django.conf import settings
from django.core.signing import dumps
from django.test import Client, override_settings

from stories.consent import calls, codes
from stories.consent.attempts import PER_NETWORK
from tests.site.test_public_pages import Reader
from tests.site.tree import ROOT
from tests.stories.note.conftest import person_with_texts
from tests.stories.note.visitor import ADDRESS, Page, Visitor

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST_BYTES = 14 * 1024
# The campaign, the organisation, and every word that says what it is about, in four languages.
TELLING = re.compile(
    r"""anyone\ a\ victim | campaign | campagne | campaña | \biom\b | \boim\b | migra | wagtail
    | united\ nations | nations\ unies | naciones\ unidas
    | traffick | traite\b | \btrata\b | trafic | tráfico | smuggl | slave | esclav | exploit | explot
    | forced\b(?!-colors) | forcé | forzad | surviv | sobrevivi | rescapé | victim | víctima | abus | violen
    | \bstor(?:y|ies)\b | récit | relato | histoire | historia | témoi | testimo
    | protection | consent | contributor
    | حملة | هجرة | الاتجار | اتجار | تهريب | ضحية | ضحايا | ناج | نجاة | استغلال | عبودية | قسري
    | قصة | قصص | شهادة | حماية""",
    re.IGNORECASE | re.VERBOSE,
)


def told_by(page) -> list[str]:
    """Return the telling words of a page and of its headers, its signed token left out."""
    html = re.sub(r'name="token" value="[^"]*"', "", page.html)
    headers = json.dumps(dict(page.response.headers), ensure_ascii=False)
    return TELLING.findall(html) + TELLING.findall(headers)


def walk(digits, language):
    """Yield every page there is, by name; the last ones hide and delete."""
    visitor = Visitor(language)
    yield "enter", visitor.page
    yield "count", visitor.enter("12")
    yield "wrong", visitor.enter("0" * 16, REMOTE_ADDR="203.0.113.1")
    for _try in range(PER_NETWORK + 1):
        slowed = visitor.enter("0" * 16, REMOTE_ADDR="203.0.113.2")
    yield "slowed", slowed
    yield "closed", visitor.send({"token": dumps([1, 1, 1], salt="stories.note"), "step": "menu"})
    visitor.press("language", language)
    yield "menu", visitor.enter(digits)
    yield "texts", visitor.press("texts")
    keys = [value for form in visitor.page.forms for name, value in form.buttons if name == "text"]
    assert len(keys) == 2
    for key in keys:
        visitor.press("menu")
        visitor.press("texts")
        yield f"text {key[0]}", visitor.press("text", key)
    yield "changed text", visitor.send({**visitor.what_is_sent("say_yes"), "shown": "x"})
    yield "change", visitor.press("change")
    yield "change without words", visitor.press("ask_for_change")
    yield "change asked", visitor.press("ask_for_change", message="Please.")
    visitor.press("menu")
    visitor.press("texts")
    visitor.press("text", keys[1])
    yield "yes", visitor.press("say_yes")
    visitor.press("menu")
    yield "texts after the yes", visitor.press("texts")
    visitor.press("menu")
    yield "agreed", visitor.press("agreed")
    visitor.press("menu")
    yield "less", visitor.press("less")
    yield "less without", visitor.press("check_less")
    yield "less with an empty part", visitor.press("check_less", channels=None)
    yield "less to check", visitor.press("check_less", elements=["age"], channels=["site"])
    sent = visitor.what_is_sent("less_now")
    yield "less done", visitor.press("less_now")
    visitor.press("menu")
    yield "call", visitor.press("call")
    yield "call too long", visitor.press("ask_for_call", message="x" * 1001)
    yield "call asked", visitor.press("ask_for_call", message="Friday.")
    visitor.press("menu")
    yield "hide", visitor.press("hide")
    yield "hidden", visitor.press("hide_now")
    visitor.press("menu")
    yield "no texts", visitor.press("texts")
    visitor.press("menu")
    yield "nothing agreed", visitor.press("agreed")
    yield "nothing to take away", visitor.send(sent)
    visitor.press("menu")
    yield "delete", visitor.press("delete")
    yield "deleted", visitor.press("delete_now")


def refusals(language):
    """Yield the pages of requests that are not taken."""
    ours = {"Accept-Language": language}
    yield "from elsewhere", Client(headers={**ours, "Sec-Fetch-Site": "cross-site"}).post(ADDRESS, {"digits": "1"})
    yield "origin", Client(headers={**ours, "Origin": "https://elsewhere.example"}).post(ADDRESS, {"digits": "1"})
    yield (
        "too large",
        Client(headers=ours).post(
            ADDRESS, "a=" + "x" * 4_000_000, content_type="application/x-www-form-urlencoded"
        ),
    )
    yield "too many", Client(headers=ours).post(ADDRESS, {str(number): "" for number in range(10_001)})
    yield "foreign host", Client(headers={**ours, "host": "elsewhere.example"}).get(ADDRESS)
    yield "foreign host, other spelling", Client(headers={**ours, "host": "elsewhere.example"}).get("/Note")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@cache
def all_pages(language):
    """Walk through all pages once per run; what came back outlives the test's transaction."""
    return dict(walk(codes.issue(person_with_texts(), None), language))


@pytest.fixture
def pages(db, language):
    """Every page in this language, by name."""
    return all_pages(language)


def test_no_page_tells_what_it_is_about(pages, language):
    assert len(pages) >= 31
    assert {name: told for name, page in pages.items() if (told := told_by(page))} == {}
    for name, page in pages.items():
        assert page.status == 200, name
        assert page.root == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}, name
        assert page.response.headers["Content-Language"] == language, name
        assert page.headings == 1, name
        assert page.comments == [], name
        assert len(page.ids) == len(set(page.ids)), name
        assert re.findall("<title>(.*?)</title>", page.html) == re.findall(
            "<title>(.*?)</title>", pages["enter"].html
        )
        reader = Reader(page.html)
        assert reader.forbidden == [], name
        assert {address.startswith("/static/") for address in reader.loaded} == {True}, name
        assert set(reader.forms) <= {ADDRESS}, name
    telling_addresses = {
        address for page in pages.values() for address in re.findall(r'(?:href|src)="([^"#]+)"', page.html)
    }
    assert {address for address in telling_addresses if not address.startswith("/static/")} <= {
        ADDRESS,
        settings.EXIT_ADDRESSES[language],
    }, "no way from here into the rest of the site"


def test_no_answer_is_kept_indexed_or_bound_to_a_cookie(pages, language):
    answers = {name: page.response for name, page in pages.items()} | dict(refusals(language))
    answers["other method"] = Client().delete(ADDRESS)
    answers["redirect"] = Client().get("/note/anything")
    for name, response in answers.items():
        assert response.headers["Cache-Control"] == "no-store", name
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive", name
        assert response.headers["Referrer-Policy"] == "no-referrer", name
        assert "unsafe" not in response.headers["Content-Security-Policy"], name
        assert not response.cookies, name
        assert "cookie" not in response.headers.get("Vary", "").lower(), name
        assert "Set-Cookie" not in response.headers, name


def test_requests_that_are_not_taken_are_answered_without_a_name(language, django_assert_num_queries):
    with django_assert_num_queries(0):
        answers = dict(refusals(language))
    assert [response.status_code for response in answers.values()] == [403, 403, 400, 400, 400, 400]
    for name, response in answers.items():
        page = Page(response)
        assert told_by(page) == [], name
        assert page.root["lang"] == language, name
        assert page.headings == 1, name
        assert f'href="{ADDRESS}"' in page.html, "a way on"


def test_our_own_failure_is_answered_without_a_name(digits):
    def away(execute, sql, params, many, context):
        raise ConnectionError("the database is away")

    from django.db import connection

    visitor = Visitor()
    visitor.client.raise_request_exception = False
    with connection.execute_wrapper(away):
        page = visitor.enter(digits)
    assert page.status == 500
    assert told_by(page) == []
    assert "It is done only when you see the word “Done”." in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    ["/note", "/note/x", "/note/x/y/", "/Note/", "/NOTE", "/note/%00", "/note/a%ff", "/note/en/", "/note//"],
)
def test_every_other_spelling_of_the_address_leads_to_the_page(address):
    response = Client().get(address)
    assert (response.status_code, response.headers["Location"]) == (302, ADDRESS)
    assert response.content == b""


def test_the_rest_of_the_site_keeps_its_own_error_pages():
    response = Client().get("/en/notebook/")
    assert response.status_code == 404
    assert b"Anyone a Victim" in response.content


def test_its_files_say_nothing_either():
    for name in ("css/note.css", "img/note.svg"):
        assert TELLING.findall((ROOT / "static" / name).read_text()) == [], name
        assert TELLING.findall(name) == []


def test_every_page_is_light(pages):
    files = sum((ROOT / "static" / name).stat().st_size for name in ("css/note.css", "img/note.svg"))
    weights = {name: len(page.response.content) + files for name, page in pages.items()}
    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}


def test_nobody_finds_the_page(client, person):
    assert b"note" not in client.get("/robots.txt").content.lower()
    assert b"/note" not in client.get("/sitemap.xml").content
    for address in ("/en/", "/en/search/?q=note", "/en/stories/", "/en/nothing/"):
        assert b"/note" not in client.get(address).content, address


def test_a_mail_that_the_page_causes_holds_a_code_and_nothing_that_tells(person, digits, run_commits):
    from django.core import mail

    from tests.factories.accounts import UserFactory

    UserFactory(role="Protection officer")
    with run_commits():
        calls.ask(person, "Friday.")
    (message,) = mail.outbox
    assert TELLING.findall(message.subject + message.body) == []
    assert person.code in message.subject


@override_settings(TRUSTED_PROXIES=1)
def test_headers_that_anybody_can_send_break_nothing(digits):
    for value in ("", "x", "\x01", "1" * 5000, "é", "<script>", "::::", "999.1.1.1"):
        assert Visitor(**{"X-Forwarded-For": value}).enter("1" * 16).status == 200
    for language in ("", "*", "xx;q=9", "en;q=x", "-" * 999, "\x01"):
        assert Client(headers={"Accept-Language": language}).get(ADDRESS).status_code == 200
