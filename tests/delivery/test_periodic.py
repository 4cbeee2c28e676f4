"""`manage.py tick`: everything periodic, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from campaign_site.delivery import periodic
from campaign_site.delivery.models import OutboxItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    """Register a job for one test."""
    names = []

    def register(name, function):
        names.append(name)
        periodic.register(name, function)

    yield register
    for name in names:
        del periodic._jobs[name]


def test_tick_says_what_each_job_did(job):
    job("test: three", lambda: 3)
    output = StringIO()
    call_command("tick", stdout=output)
    assert "test: three: 3" in output.getvalue()
    assert "outbox: 0" in output.getvalue()


def test_a_job_that_fails_does_not_keep_the_others_from_running(job):
    def fail():
        raise ConnectionError("to the mail server")

    job("test: fails", fail)
    job("test: after it", lambda: 1)
    output = StringIO()
    with pytest.raises(CommandError, match="test: fails"):
        call_command("tick", stdout=output)
    assert "test: after it: 1" in output.getvalue()


def test_tick_twice_is_harmless():
    call_command("tick", stdout=StringIO())
    call_command("tick", stdout=StringIO())
    assert not OutboxItem.objects.exists()
