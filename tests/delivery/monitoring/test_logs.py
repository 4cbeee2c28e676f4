"""The log is read by many and kept long: nothing of a person, and nothing that was typed, is in it."""

import json
import logging

import pytest
from django.test import Client, override_settings
from django.urls import path

from campaign_site.delivery.monitoring.logs import JsonFormatter
from tests.factories.pages import ContentPageFactory


def fail(request):
    raise ValueError(f"amina@example.org {request.META['REMOTE_ADDR']}")


urlpatterns = [path("fail/", fail)]
handler500 = "campaign_site.pages.views.server_error"


@pytest.fixture
def log():
    """Everything that any logger writes during the test, formatted as in production."""
    lines = []

    class Keep(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    names = [None, "django"]
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield lines
    for name in names:
        logging.getLogger(name).removeHandler(handler)


@override_settings(ROOT_URLCONF=__name__)
def test_an_error_is_logged_by_type_and_place_without_its_words(log):
    response = Client(raise_request_exception=False).get("/fail/?q=secret-words", REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 500
    entries = [json.loads(line) for line in log]
    (entry,) = [entry for entry in entries if entry.get("exception")]
    assert entry["exception"] == "ValueError"
    assert any("test_logs.py" in place for place in entry["at"])
    written = "\n".join(log)
    for secret in ("amina", "203.0.113.9", "secret-words", "/fail/"):
        assert secret not in written


@pytest.mark.django_db
def test_reading_and_searching_leave_no_words_in_the_log(client, log):
    ContentPageFactory(title="Her true story", slug="her-true-story")
    client.get("/en/her-true-story/?from=somebody", REMOTE_ADDR="203.0.113.9")
    client.get("/en/search/", {"q": "Her true story"}, REMOTE_ADDR="203.0.113.9")
    client.get("/en/not-her-true-story/", REMOTE_ADDR="203.0.113.9")
    client.post("/en/search/", {"q": "Her true story"})
    client.get("/en/", headers={"host": "somebody.example"})
    written = "\n".join(log)
    for secret in ("true", "203.0.113", "somebody"):
        assert secret not in written


def test_a_record_is_one_line_of_json_in_utc():
    record = logging.makeLogRecord(
        {"name": "campaign", "levelname": "INFO", "msg": "done: %s\nnext", "args": (3,)}
    )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert entry["message"] == "done: 3\nnext"
    assert entry["time"].endswith("+00:00")
    assert set(entry) == {"time", "level", "logger", "message"}


def test_arguments_that_do_not_fit_are_printed_nowhere(capsys):
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    handler.handle(logging.makeLogRecord({"name": "site", "msg": "%d done", "args": ("amina@example.org",)}))
    written = capsys.readouterr().err
    assert json.loads(written)["message"] == "%d done"


def test_a_traceback_in_the_record_is_not_printed_with_its_values(log):
    try:
        raise RuntimeError("amina@example.org")
    except RuntimeError:
        logging.getLogger("campaign").exception("sending failed")
    assert "amina" not in log[-1]
    assert json.loads(log[-1])["exception"] == "RuntimeError"
