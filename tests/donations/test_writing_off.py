"""An officer gives up a lapsed pledge: with a reason, once, and without anything happening to money."""

from datetime import timedelta

import pytest
from django.core import mail
from wagtail.models import ModelLogEntry

from campaign_site.accounts import role_table
from donations import managing, overdue
from donations.choices import FactKind, PledgeStatus
from donations.models import LedgerTransaction, Pledge
from donations.writing_off import WRITTEN_OFF, WriteOffReason, write_off
from tests.donations.settled import assert_settled, money
from tests.factories.accounts import UserFactory, signed_in
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

ROLES = [role.name for role in role_table.ROLES]


@pytest.fixture
def officer(client):
    client.force_login(UserFactory(role=role_table.FUNDRAISING_OFFICER))
    return client


@pytest.fixture
def lapsed():
    """A pledge that nobody paid."""
    pledge = PledgeFactory(confirmed=True, status=PledgeStatus.LAPSED)
    assert pledge.status == PledgeStatus.LAPSED
    return pledge


def page(pledge: Pledge) -> str:
    return f"/admin/pledge/{pledge.pk}/write-off/"


def status(pledge: Pledge) -> str:
    return Pledge.objects.get(pk=pledge.pk).status


def test_an_officer_is_asked_why_and_then_it_is_written_off(officer, lapsed):
    assert page(lapsed) in officer.get(f"/admin/pledge/inspect/{lapsed.pk}/").content.decode()
    asked = officer.get(page(lapsed)).content.decode()
    assert "checked" not in asked and "cannot be undone" in asked
    assert status(lapsed) == PledgeStatus.LAPSED
    answer = officer.post(page(lapsed), {"reason": "twice"}, follow=True)
    assert "Written off." in answer.content.decode()
    assert assert_settled(lapsed).status == PledgeStatus.CLOSED_SHORT
    assert page(lapsed) not in answer.content.decode()
    assert not LedgerTransaction.objects.exists() and mail.outbox == []


def test_who_did_it_and_why_stands_in_the_log_with_no_name(officer, lapsed):
    officer.post(page(lapsed), {"reason": "unreachable"})
    entry = ModelLogEntry.objects.get(action=WRITTEN_OFF)
    assert entry.data == {"reason": "unreachable"} and entry.label == lapsed.reference
    assert entry.user.groups.get().name == role_table.FUNDRAISING_OFFICER
    assert "cannot be reached" in entry.message


@pytest.mark.parametrize("reason", ["", "because", "said' --"])
def test_without_a_reason_of_the_list_nothing_happens(officer, lapsed, reason):
    assert officer.post(page(lapsed), {"reason": reason}).status_code == 200
    assert status(lapsed) == PledgeStatus.LAPSED and not ModelLogEntry.objects.filter(action=WRITTEN_OFF).exists()


def test_what_is_not_lapsed_cannot_be_written_off(officer):
    for pledge in (
        PledgeFactory(),
        PledgeFactory(confirmed=True),
        PledgeFactory(confirmed=True, status=PledgeStatus.CANCELLED),
    ):
        before = status(pledge)
        assert page(pledge) not in officer.get(f"/admin/pledge/inspect/{pledge.pk}/").content.decode()
        answer = officer.post(page(pledge), {"reason": "said"}, follow=True)
        assert "not lapsed any more" in answer.content.decode()
        assert status(pledge) == before


def test_whom_the_supporter_woke_meanwhile_it_leaves_alone(lapsed):
    managing.resume(lapsed)
    assert not write_off(lapsed.pk, WriteOffReason.SAID, UserFactory())
    assert status(lapsed) == PledgeStatus.ACTIVE


def test_time_does_not_write_off_once_more_and_money_still_comes(lapsed, time_machine_at):
    assert write_off(lapsed.pk, WriteOffReason.SAID, UserFactory())
    assert not write_off(lapsed.pk, WriteOffReason.SAID, UserFactory())
    with time_machine_at(days=500):
        overdue.run_due()
    assert lapsed.facts.filter(kind=FactKind.WRITTEN_OFF).count() == 1
    money(lapsed, lapsed.minor, "bank:late")
    assert status(lapsed) == PledgeStatus.FULFILLED


@pytest.mark.parametrize("role", ROLES)
def test_only_fundraising_officers_write_off(client, lapsed, role):
    client.force_login(UserFactory(role=role))
    may = role == role_table.FUNDRAISING_OFFICER
    answers = [client.get(page(lapsed)), client.post(page(lapsed), {"reason": "said"})]
    assert (answers[0].status_code == 200) == may
    assert (status(lapsed) == PledgeStatus.CLOSED_SHORT) == may


def test_attacker_at_an_unlocked_screen_writes_nothing_off(officer, lapsed):
    signed_in(officer, ago=timedelta(minutes=11))
    for answer in (officer.get(page(lapsed)), officer.post(page(lapsed), {"reason": "said"})):
        assert answer.status_code == 302 and "/admin/confirm/" in answer["Location"]
    assert status(lapsed) == PledgeStatus.LAPSED
