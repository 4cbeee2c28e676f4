"""An error is reported by kind and place. The one who runs the other server learns nothing of a person."""

import json
import logging
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from campaign_site.delivery.monitoring.error_reports import ErrorReports
from campaign_site.settings import environment
from tests.serving import in_a_thread

SECRETS = ("amina", "0772", "whispered", "203.0.113", "hunter2", "sesame")


def crash(request, name):
    mail, phone = request.POST["mail"], "0772 123456"
    try:
        {}[f"{mail} {phone}"]
    except KeyError as error:
        raise ValueError(f"{mail} from {request.META['REMOTE_ADDR']}") from error
    return HttpResponse()


urlpatterns = [path("crash/<str:name>/", crash)]
handler500 = "campaign_site.pages.views.server_error"


@contextmanager
def double(status=200):
    """A server that takes what Sentry's takes; yields its address and what it was sent."""
    sent = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.put((self.path, dict(self.headers), body))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with in_a_thread(server):
        yield f"http://publickey@127.0.0.1:{server.server_port}/42", sent


@contextmanager
def reporting(dsn):
    handler = ErrorReports(dsn)
    loggers = (logging.getLogger(), logging.getLogger("django"))
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield handler
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


@override_settings(ROOT_URLCONF=__name__)
def test_a_crash_amid_personal_data_sends_its_kind_and_place_and_none_of_the_data(db):
    client = Client(
        raise_request_exception=False, REMOTE_ADDR="203.0.113.9",
        headers={"authorization": "Bearer hunter2", "user-agent": "whispered", "referer": "https://whispered.example"},
    )  # fmt: skip
    client.cookies["sesame"] = "hunter2"
    with double() as (dsn, sent), reporting(dsn) as handler:
        form = {"mail": "amina@example.org", "words": "whispered"}
        assert client.post("/crash/amina/?q=whispered", form).status_code == 500
        handler.flush()
        path, headers, body = sent.get(timeout=5)
        assert sent.empty()
    assert path == "/api/42/envelope/"
    assert headers["X-Sentry-Auth"].endswith("sentry_key=publickey")
    assert headers["Content-Type"] == "application/x-sentry-envelope"
    first, kind, event = [json.loads(line) for line in body.decode().split("\n")]
    assert (kind["type"], first["event_id"]) == ("event", event["event_id"])
    causes = event["exception"]["values"]
    assert [cause["type"] for cause in causes] == ["KeyError", "ValueError"]
    frame = causes[-1]["stacktrace"]["frames"][-1]
    assert (frame["filename"], frame["function"]) == ("tests/delivery/monitoring/test_error_reports.py", "crash")
    assert frame["lineno"] > 20
    everything = (path + json.dumps(headers) + body.decode()).lower()
    for secret in SECRETS:
        assert secret not in everything, secret
    assert set(frame) == {"filename", "function", "lineno"}
    assert set(event) == {"event_id", "timestamp", "platform", "level", "logger", "exception"}


def test_words_of_an_error_are_those_of_our_code_with_nothing_put_in():
    with double() as (dsn, sent), reporting(dsn) as handler:
        logging.getLogger("stories.takedown").error("take-down: no fingerprint (%s)", "amina")
        logging.getLogger("wagtail.core").error("Page created: amina")
        logging.getLogger("stories.takedown").warning("whispered")
        handler.flush()
        bodies = [sent.get(timeout=5)[2].decode() for _ in range(sent.qsize())]
    assert len(bodies) == 2
    assert "take-down: no fingerprint (%s)" in bodies[0]
    assert "amina" not in "".join(bodies) and "whispered" not in "".join(bodies)


def test_the_same_error_again_and_again_is_reported_once():
    with double() as (dsn, sent), reporting(dsn) as handler:
        for _ in range(20):
            logging.getLogger("stories").error("the same")
        logging.getLogger("stories").error("another")
        handler.flush()
        assert sent.qsize() == 2


@pytest.mark.parametrize("answer", [302, 429, 500])
def test_a_server_that_refuses_or_is_away_breaks_nothing_and_prints_nothing_of_it(capfd, answer):
    with double(answer) as (dsn, _sent), reporting(dsn) as handler:
        logging.getLogger("stories").error("amina was here: %s", answer)
        handler.flush()
    assert f"refused ({answer})" in capfd.readouterr().err
    with reporting(dsn) as handler:
        logging.getLogger("stories").error("nobody listens any more")
        handler.flush()
    said = capfd.readouterr().err
    assert "not sent (ConnectionRefusedError)" in said and "amina" not in said


def test_a_report_that_cannot_be_made_breaks_nobody_and_prints_no_word_of_it(capfd):
    class Unreadable(str):
        def __str__(self):
            raise LookupError("amina")

    record = logging.LogRecord("stories", logging.ERROR, "", 1, Unreadable("whispered %s"), ("hunter2",), None)
    ErrorReports("https://publickey@reports.example/42").handle(record)
    said = capfd.readouterr().err
    assert "could not be made (LookupError)" in said and not any(secret in said for secret in SECRETS)


def test_what_it_says_itself_is_a_line_of_the_log(capfd):
    with double(500) as (dsn, _sent), reporting(dsn) as handler:
        logging.getLogger("stories").error("somewhere")
        handler.flush()
    said = [json.loads(line) for line in capfd.readouterr().err.splitlines() if "error reports" in line]
    assert [(line["level"], line["message"]) for line in said] == [
        ("WARNING", "error reports: one was refused (500)")
    ]


@pytest.mark.parametrize(
    "dsn",
    ["http://key@reports.example/1", "https://reports.example/1", "https://key@reports.example", "ftp://k@h/1"],
)
def test_reports_in_clear_to_another_machine_or_to_nowhere_stop_the_start(monkeypatch, dsn):
    monkeypatch.setenv("SENTRY_DSN", dsn)
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        environment.sentry_dsn()


def test_nothing_is_reported_unless_an_address_is_given(monkeypatch):
    from django.conf import settings

    assert settings.SENTRY_DSN == ""
    assert list(settings.LOGGING["handlers"]) == ["console"]
    monkeypatch.setenv("METRICS_TOKEN", "short")
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN"):
        environment.metrics_token()
