"""The clock jumps, by hand or by a fault of the machine: nothing waits for ever, nothing shows what is not out."""

from datetime import timedelta

import pytest
import time_machine
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from campaign_site.delivery import rate_limits
from campaign_site.delivery.forms import guarded_form
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.models import OutboxItem
from campaign_site.delivery.page_cache.application import PageCache
from stories.note import tokens
from tests.delivery.page_cache.visitor import Visitor
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory, active_consent

pytestmark = pytest.mark.django_db(transaction=True)

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def done(does):
    """What work of a kind was done."""
    done = []
    does("test clock", lambda item: done.append(item.key))
    return done


@pytest.fixture
def now():
    return timezone.now()


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.mark.parametrize("years", [1, 20])
def test_work_that_was_left_by_a_clock_years_ahead_is_done_once_it_is_right(done, now, years):
    with at(now + years * 365 * DAY):
        OutboxItem.objects.create(kind="test clock", key="left")
    with at(now):
        assert outbox.run_due() == 1
    assert done == ["left"]


def test_work_that_was_leased_by_a_clock_that_was_ahead_is_done_once_it_is_right(done, now):
    with at(now):
        OutboxItem.objects.create(kind="test clock", key="leased", lease_until=now + DAY + outbox.LEASE)
        assert outbox.run_due() == 1
    assert done == ["leased"]


@pytest.mark.parametrize("behind", [timedelta(seconds=1), timedelta(minutes=4)])
def test_a_machine_whose_clock_is_behind_takes_no_work_that_another_is_doing(done, now, behind):
    OutboxItem.objects.create(kind="test clock", key="theirs", lease_until=now + outbox.LEASE)
    OutboxItem.objects.create(kind="test clock", key="waits", next_at=now + outbox.LONGEST_WAIT)
    with at(now - behind):
        assert outbox.run_due() == 0
    assert done == []


def test_a_release_that_a_clock_gone_wrong_let_out_is_back_under_embargo_once_it_is_right(now):
    site = Visitor(PageCache(get_wsgi_application()))
    release = PressReleasePageFactory(title="At noon", embargo_until=now + 3 * MINUTE)
    room = release.get_parent().get_url_parts()[2]
    with at(now + 10 * MINUTE):
        assert b"At noon" in site.get(room).body
    with at(now):
        assert b"At noon" not in site.get(room).body
        assert site.get(release.get_url_parts()[2]).status == 404


def test_what_ends_by_the_clock_ends_though_the_clock_was_ahead_and_was_put_back(now):
    site = Visitor(PageCache(get_wsgi_application()))
    release = PressReleasePageFactory(title="At noon", embargo_until=now + 3 * MINUTE)
    room = release.get_parent().get_url_parts()[2]
    with at(now + 5 * MINUTE):
        site.get(room)
    with at(now):
        assert b"At noon" not in site.get(room).body
    with at(now + 4 * MINUTE):
        assert b"At noon" in site.get(room).body


def test_a_consent_that_is_over_hides_the_story_at_a_jump_forwards(now):
    site = Visitor(PageCache(get_wsgi_application()))
    consent = active_consent(valid_until=(now + 3 * DAY).date())
    path = StoryFactory(live=True, contributor=consent.contributor).get_url_parts()[2]
    with at(now):
        assert site.get(path).status == 200
    with at(now + 5 * DAY):
        assert site.get(path).status == 404


def test_a_jump_backwards_lets_nobody_begin_to_guess_anew(now):
    now = now.replace(minute=7)
    with at(now):
        for _ in range(3):
            rate_limits.count("test clock", "network")
    with at(now - MINUTE):
        assert rate_limits.count("test clock", "network").number == 4
    with at(now + DAY - 10 * MINUTE):
        assert rate_limits.forget() == 0, "what is of today still counts"
    with at(now + 3 * DAY):
        assert rate_limits.forget() > 0


@pytest.mark.parametrize("jump", [-DAY, -timedelta(hours=1), timedelta(hours=3)])
def test_a_sitting_at_the_private_page_ends_when_the_clock_jumps(now, jump):
    with at(now):
        token = tokens.Sitting(1, 1, int(now.timestamp())).token()
        assert tokens.read(token)
    with at(now + jump):
        assert tokens.read(token) is None


def test_a_form_that_was_opened_before_the_clock_was_put_back_can_still_be_sent(now):
    with at(now):
        stamp = guarded_form.new_stamp()
    with at(now - timedelta(hours=1)):
        assert guarded_form.read_stamp(stamp)
