"""Consents that end by the clock, and schedules that meet them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from stories.consent.choices import Status
from stories.consent.models import AuditEvent
from stories.expiry import expire_due
from stories.models import StoryPage
from tests.factories.pages import ContentPageFactory
from tests.factories.stories import StoryFactory

pytestmark = pytest.mark.django_db


def test_consent_that_ran_out_is_expired_and_its_story_unpublished():
    story = StoryFactory(live=True)
    consent = story.contributor.consents.get()

    with time_machine.travel(consent.valid_until + timedelta(days=1)):
        assert expire_due() == 1
        assert expire_due() == 0

    consent.refresh_from_db()
    assert consent.status == Status.EXPIRED
    assert not StoryPage.objects.live().exists()
    assert AuditEvent.objects.filter(kind="consent.expired").count() == 1


def test_consent_counts_through_its_last_day():
    story = StoryFactory(live=True)
    last = story.contributor.consents.get().valid_until

    with time_machine.travel(f"{last}T23:59:00Z"):
        assert expire_due() == 0
        assert list(StoryPage.objects.for_public_display()) == [story]


def test_story_that_may_not_go_live_does_not_keep_another_page_from_its_hour(capsys):
    past = timezone.now() - timedelta(minutes=1)
    story = StoryFactory()
    story.save_revision(approved_go_live_at=past)
    page = ContentPageFactory(live=False)
    page.save_revision(approved_go_live_at=past)

    call_command("publish_scheduled")

    page.refresh_from_db()
    assert page.live
    assert not StoryPage.objects.live().exists()
    assert "published: 1" in capsys.readouterr().out
