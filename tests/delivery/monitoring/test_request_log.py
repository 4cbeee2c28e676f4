"""Each request leaves one line: what kind of page, how it was answered. Who reads the log learns of nobody."""

import json
import logging
import re
from io import StringIO

import pytest
from django.core import mail
from django.test import Client
from django.test.client import ClientHandler

from campaign_site.delivery.monitoring.request_log import RequestLog
from stories.consent import codes
from tests.accounts.by_form import sign_in, type_password
from tests.delivery.monitoring.json_lines import written_to
from tests.donations.supporter import pledge_through
from tests.factories.accounts import PASSWORD, UserFactory, with_app
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory
from tests.factories.stories import StoryFactory
from tests.site.tree import ROOT
from tests.stories.note.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS, NETWORK = "203.0.113.9", "203.0.113.0/24"


class Handler(ClientHandler):
    """Django's own of tests, with the log around it that granian's has."""

    def __call__(self, environ):
        answers = []

        def application(environ, start_response):
            answers.append(super(Handler, self).__call__(environ))
            start_response(f"{answers[0].status_code} Said", [])
            return []

        RequestLog(application)(environ, lambda *said: None)
        return answers[0]


def browser(**defaults):
    client = Client(REMOTE_ADDR=ADDRESS, headers={"Sec-Fetch-Site": "same-origin"}, **defaults)
    client.handler = Handler(enforce_csrf_checks=False)
    return client


def at_the_note():
    visitor = Visitor()
    visitor.client.handler = Handler(enforce_csrf_checks=False)
    visitor.client.defaults["REMOTE_ADDR"] = ADDRESS
    return visitor


@pytest.fixture
def log():
    """All that is logged, line for line, as production writes it."""
    stream = StringIO()
    handler = written_to(stream)
    requests = logging.getLogger("campaign_site.delivery.monitoring.request_log")
    level, loggers = requests.level, (logging.getLogger(), logging.getLogger("django"))
    requests.setLevel(logging.INFO)
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)
    requests.setLevel(level)


def lines(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def requests(log):
    return [
        f"{line['method']} {line['kind']} {line['status']}" for line in lines(log) if line["message"] == "request"
    ]


def test_a_line_says_the_kind_of_page_and_nothing_of_who_asked_for_which(log):
    story = StoryFactory(live=True, headline="The quillwort kitchen")
    assert browser().get(f"/en/stories/{story.slug}/?from=somebody").status_code == 200
    (line,) = [line for line in lines(log) if line["message"] == "request"]
    assert set(line) == {"time", "level", "logger", "message", "method", "kind", "status", "ms"}
    assert (line["method"], line["kind"], line["status"]) == ("GET", "stories/*", 200)
    assert 0 < line["ms"] < 60_000


def test_whoever_reads_the_log_finds_nothing_that_anybody_typed_or_opened(log):
    """Readers, a supporter, a person who takes their story back, somebody who guesses, an editor."""
    story = StoryFactory(live=True, headline="The quillwort kitchen")
    digits = codes.issue(story.contributor, None)
    BankAccountFactory()
    programme = ProgrammePageFactory()
    editor = UserFactory(email="zelie.editor@example.org", role="Writer")
    with_app(editor)

    reader = browser()
    assert reader.get(f"/en/stories/{story.slug}/", {"ref": "whispered"}).status_code == 200
    reader.get("/en/search/", {"q": "whispered words"})
    reader.get("/en/whispered/words/")
    reader.get("/whispered", headers={"referer": "https://whispered.example/", "cookie": "whispered=1"})
    reader.post("/en/stand/sign/", {"name": "Whispered", "email": "whispered@example.org"})
    supporter = browser()
    answer = pledge_through(
        supporter, programme, email="whispered@example.org", name="Whispered", dedication="for whispered"
    )
    assert answer.status_code == 303
    links = re.findall(r"https?://testserver(/\S+)", mail.outbox[-1].body)
    assert links
    for link in links:
        supporter.get(link)
        supporter.post(link)
    person = at_the_note()
    person.enter(digits)
    person.press("hide")
    assert person.press("hide_now").reference
    at_the_note().enter("1234 5678 9012 3456")
    type_password(browser(), "whispered@example.org", "whispered-password")
    assert sign_in(editor, browser()).get("/admin/pages/", {"q": "whispered"}, follow=True)
    browser().get("/en/", headers={"host": "whispered.example", "x-forwarded-for": "198.51.100.7"})

    written = log.getvalue()
    tokens = {part for link in links for part in link.split("/") if len(part) > 12}
    assert tokens
    plain = re.sub(r"\D", "", digits)
    for secret in (
        "whispered", story.slug, "quillwort", story.contributor.code, digits, plain, plain[:8], "1234",
        editor.email, PASSWORD, programme.slug, ADDRESS, "198.51.100", person.page.reference, *tokens,
    ):  # fmt: skip
        assert secret.lower() not in written.lower(), secret
    said = requests(log)
    for expected in (
        "GET stories/* 200", "GET search 200", "GET other 404", "GET pledge 200", "POST pledge/* 303",
        "POST note 200", "POST admin/* 302", "GET admin/* 200", "GET home 400",
    ):  # fmt: skip
        assert expected in said, expected
    assert {line.get("network") for line in lines(log) if line.get("kind", "").startswith("admin")} == {NETWORK}
    assert not any("network" in line for line in lines(log) if not line.get("kind", "").startswith("admin"))


def test_an_address_that_the_site_has_is_a_kind_of_its_own_and_any_other_is_none():
    log = RequestLog(None)
    listed = re.findall(r"^everybody  (\S+)", (ROOT / "docs/addresses.txt").read_text(), re.MULTILINE)
    assert len(listed) > 40
    # What a person types as "/Note", and what the tree of pages has.
    generic = {"/[Nn][Oo][Tt][Ee](?:/|$)", r"/en/((?:[\w\-]+/)*)"}
    assert [address for address in listed if log.kind_of(address) == "other" and address not in generic] == []
    for address, kind in {
        "": "root", "/": "root", "//": "root", "/ar/": "home", "/AR/Stories/": "stories", "/en/help/": "help",
        "/en/amina-was-here/": "other", "/amina": "other", "/note/amina": "note/*", "/NOTE": "note",
        "/en/stories/s-1/": "stories/*", "/enfant/": "other", "/en": "home",
    }.items():  # fmt: skip
        assert log.kind_of(address) == kind, address


def test_a_method_that_nobody_knows_is_not_written(log):
    browser().generic("AMINA", "/en/")
    assert requests(log)[0].startswith("other home ")
    assert "amina" not in log.getvalue().lower()


def test_a_crash_of_the_application_is_a_line_too(log):
    def crash(environ, start_response):
        raise ValueError("amina@example.org")

    with pytest.raises(ValueError, match="amina"):
        RequestLog(crash)({"REQUEST_METHOD": "GET", "PATH_INFO": "/en/"}, lambda *said: None)
    assert requests(log) == ["GET home 500"]
    assert "amina" not in log.getvalue()
