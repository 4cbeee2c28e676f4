"""Mails that nobody takes do not wait for ever: their words go after a week, whatever they were about."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from campaign_site.delivery.jobs import outbox, periodic
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.models import OutboxItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail_server(settings):
    """Nobody listens where mails are sent to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


@pytest.mark.usefixtures("no_mail_server")
def test_a_mail_is_tried_for_a_week_and_then_wiped_by_the_tick():
    send_later("new_password", to="ada@example.org", key="one", language="en")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        periodic.run_all()
    item = OutboxItem.objects.get(key="mail:one")
    assert (item.payload, item.last_error) == ({}, "GivenUp")
    assert item.done_at and outbox.run("mail:one") == 0


def test_a_site_that_slept_for_a_week_sends_before_it_gives_up():
    send_later("new_password", to="ada@example.org", key="one", language="en")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        periodic.run_all()
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


def test_other_work_that_waits_is_never_given_up():
    outbox.enqueue("purge something", key="two", payload={"what": "x"})
    with time_machine.travel(timezone.now() + timedelta(days=800)):
        periodic.run_all()
    item = OutboxItem.objects.get(key="two")
    assert item.done_at is None and item.payload == {"what": "x"}
