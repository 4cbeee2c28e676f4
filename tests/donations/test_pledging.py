"""What time and repetition do to a pledge."""

import re

import pytest
from django.db import connection

from campaign_site.delivery.jobs.periodic import run_all
from donations import pledging
from donations.choices import FINAL, OPEN, LinkPurpose, PledgeStatus
from donations.links import issue_link, open_link
from donations.models import Pledge, PledgeLink
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


def test_unconfirmed_pledges_expire_after_seven_days_and_forget_who_it_was(time_machine_at):
    waiting = PledgeFactory(name="Ada", dedication="For Byron", is_anonymous=False)
    kept = PledgeFactory(name="Grace", confirmed=True)
    token = issue_link(waiting, LinkPurpose.THANKS)
    assert open_link(token, LinkPurpose.THANKS) == waiting
    with time_machine_at(days=6, hours=23):
        assert pledging.expire_unconfirmed() == 0
    with time_machine_at(days=7, minutes=1):
        assert pledging.expire_unconfirmed() == 1
        assert pledging.expire_unconfirmed() == 0
    waiting.refresh_from_db()
    assert waiting.status == PledgeStatus.EXPIRED
    assert (waiting.name, waiting.email, waiting.dedication, waiting.is_anonymous) == ("", "", "", True)
    assert waiting.reference and waiting.minor == 5000
    assert not PledgeLink.objects.filter(purpose=LinkPurpose.THANKS).exists()
    assert Pledge.objects.get(pk=kept.pk).name == "Grace"


def test_an_expired_pledge_leaves_nobody_in_its_table(time_machine_at):
    PledgeFactory(name="Quorl Lovelace", email="quorl@example.org")
    with time_machine_at(days=8):
        pledging.expire_unconfirmed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM donations_pledge")
        assert not re.search("quorl|lovelace", str(cursor.fetchall()), re.IGNORECASE)


def test_what_was_confirmed_while_the_job_ran_does_not_expire():
    pledge = PledgeFactory(name="Ada", confirmed=True)
    assert not pledging.expire(pledge.pk)
    assert Pledge.objects.get().name == "Ada"


def test_the_job_runs_every_minute():
    assert run_all()["pledges: expire unconfirmed"] == 0


def test_confirming_twice_confirms_once_and_mails_once(mailoutbox, django_capture_on_commit_callbacks):
    pledge = PledgeFactory()
    with django_capture_on_commit_callbacks(execute=True):
        assert pledging.confirm(pledge)
        assert pledging.confirm(pledge) is None
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("status", sorted(FINAL))
def test_a_closed_pledge_is_neither_confirmed_nor_cancelled(status):
    pledge = PledgeFactory(confirmed=True)
    if status == PledgeStatus.EXPIRED:
        Pledge.objects.update(status=status, confirmed_at=None, email="")
    else:
        Pledge.objects.update(status=status)
    assert not pledging.confirm(pledge) and not pledging.cancel(pledge)
    assert Pledge.objects.get().status == status


def test_the_groups_of_states_name_each_state_once():
    assert not OPEN & FINAL
    assert set(PledgeStatus) - OPEN - FINAL == {PledgeStatus.FULFILLED}


def test_links_are_kept_as_hashes_only():
    token = issue_link(PledgeFactory(), LinkPurpose.MANAGE)
    assert token not in str(list(PledgeLink.objects.values()))
