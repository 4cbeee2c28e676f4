"""`manage.py tick`: everything periodic, once."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from campaign_site.delivery.jobs import outbox, periodic
from donations.choices import PledgeStatus
from stories.models import StoryPage
from tests.factories.donations import PledgeFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(monkeypatch):
    """`job(name, function)` registers a job for one test."""
    monkeypatch.setattr(periodic, "_jobs", dict(periodic._jobs))
    return periodic.register


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


@pytest.mark.django_db(transaction=True)
def test_tick_twice_does_everything_once():
    story, pledge = StoryFactory(live=True), PledgeFactory()
    outbox.enqueue("work of a later version", key="a")
    with time_machine.travel(story.contributor.consents.get().valid_until + timedelta(days=1)):
        first, second = periodic.run_all(), periodic.run_all()
        pledge.refresh_from_db()
    assert not StoryPage.objects.live().exists() and pledge.status == PledgeStatus.EXPIRED
    assert first["consents: expire"] == first["pledges: expire unconfirmed"] == 1
    assert {name: count for name, count in second.items() if count} == {}
