"""The mail server goes away and comes back: each mail goes out, later, and is known again if it goes twice."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign_site.delivery import mail, sealing
from campaign_site.delivery.jobs import outbox, periodic
from campaign_site.delivery.models import OutboxItem
from tests.delivery import mail_server
from tests.donations.supporter import pledge_through
from tests.factories.donations import ProgrammePageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(settings):
    """Where the mail server is, while it is there."""
    with mail_server.MailServer() as server:
        port = server.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    return port


def ids(server) -> list[str]:
    return [taken.message["Message-ID"] for taken in server.mails]


def test_a_pledge_stands_while_no_mail_can_be_sent_and_its_mail_goes_out_once_later(
    browserlike, port, time_machine
):
    assert pledge_through(browserlike, ProgrammePageFactory()).status_code == 303
    (waiting,) = OutboxItem.objects.filter(kind=mail.KIND)
    assert waiting.done_at is None

    with mail_server.serving(port) as server:
        time_machine.move_to(timezone.now() + timedelta(minutes=1))
        assert outbox.run_due() == 1
        assert outbox.run_due() == 0
        (taken,) = server.mails
    assert taken.message["To"] == "supporter@example.org"
    assert taken.message["Message-ID"].startswith(f"<outbox-{waiting.pk}@")


def test_a_mail_that_was_taken_without_a_word_goes_again_as_the_same_one(port, time_machine):
    with mail_server.serving(port) as server:
        server.silent = 1
        mail.send_later("invitation", to="a@example.org", key="k", language="en", context={})
        time_machine.move_to(timezone.now() + timedelta(minutes=1))
        assert outbox.run_due() == 1
        first, second = ids(server)
    assert first == second


def test_a_server_that_takes_calls_and_says_nothing_is_called_once_a_run_and_after_all_else(
    settings, does, monkeypatch
):
    work, calls_before = [], []
    does("test work", lambda item: work.append(item.key))
    monkeypatch.setattr(periodic, "_jobs", dict(periodic._jobs))
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 0.1
    letter = {"to": "a@example.org", "subject": "s", "body": "b", "reply_to": ""}
    for number in range(30):
        sealed = {"sealed": sealing.seal(letter)}
        OutboxItem.objects.create(kind=mail.KIND, key=f"mail:{number}", payload=sealed)
    OutboxItem.objects.create(kind="test work", key="registered later, due later")

    with mail_server.silent() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        periodic.register("test: the last of all jobs", lambda: calls_before.append(len(server.calls)) or 1)
        call_command("tick", stdout=StringIO())
        calls = len(server.calls)

    assert (work, calls_before, calls) == (["registered later, due later"], [0], 1)
    assert OutboxItem.objects.due().filter(kind=mail.KIND).count() == 29
