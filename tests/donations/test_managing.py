"""What supporters do with a pledge that stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from campaign_site.delivery.models import OutboxItem
from donations import managing, pledging
from donations.choices import FINAL, LinkPurpose, PledgeStatus
from donations.due import next_due, paused_until
from donations.life_cycle import facts_of
from donations.links import issue_link
from donations.models import Pledge, PledgeFact, PledgeLink
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.donations.refused import is_refused
from tests.donations.settled import assert_settled, money
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


def happened(pledge) -> list[str]:
    """Return the kinds of what happened after it was confirmed."""
    return [fact.kind for fact in facts_of(pledge)][2:]


def test_a_pause_moves_the_next_payment_and_resuming_ends_it(time_machine_at):
    pledge = PledgeFactory(confirmed=True, monthly=True)
    money(pledge, 50_00, "bank:1")
    assert managing.pause(pledge, 3) and not managing.pause(pledge, 3)
    today = timezone.now().date()
    until = paused_until(facts_of(pledge), today)
    assert timedelta(days=88) < until - today < timedelta(days=93)
    assert next_due(pledge.terms, facts_of(pledge), today) >= until
    assert assert_settled(pledge).status == PledgeStatus.ACTIVE
    with time_machine_at(days=40):
        assert managing.resume(pledge) and not managing.resume(pledge)
        today = timezone.now().date()
        assert paused_until(facts_of(pledge), today) is None
        assert next_due(pledge.terms, facts_of(pledge), today) - today < timedelta(days=32)
        assert managing.pause(pledge, 1), "it can be paused again"
    assert happened(pledge) == ["received", "paused", "resumed", "paused"]


DETAILS = {"name": "Ada King", "is_anonymous": False, "dedication": "For Byron", "language": "fr"}


def test_name_dedication_and_language_are_changed_and_the_fact_says_none_of_them():
    pledge = PledgeFactory(confirmed=True, name="Ada", is_anonymous=True, language="en")
    assert managing.describe(pledge, **DETAILS) and not managing.describe(pledge, **DETAILS)
    stored = assert_settled(pledge)
    assert {name: getattr(stored, name) for name in DETAILS} == DETAILS
    assert happened(pledge) == ["details"]
    assert "Ada" not in str(PledgeFact.objects.filter(kind="details").values())


def test_a_name_that_stands_on_a_receipt_stays_and_the_rest_is_changed():
    pledge = PledgeFactory(confirmed=True, name="Ada", is_anonymous=True)
    receive(fact(ref="pay-1"), pledge)
    assert managing.describe(pledge, **DETAILS)
    stored = Pledge.objects.get(pk=pledge.pk)
    assert (stored.name, stored.is_anonymous, stored.dedication) == ("Ada", False, "For Byron")


@pytest.mark.parametrize("name", ["", "Somebody Else"])
def test_an_attacker_with_a_console_puts_no_other_name_on_an_issued_receipt(name):
    pledge = PledgeFactory(confirmed=True, name="Ada")
    receive(fact(ref="pay-1"), pledge)
    its = Pledge.objects.filter(pk=pledge.pk)
    assert is_refused(lambda: its.update(name=name))
    assert managing.forget(pledge) and its.get().name == ""


def test_who_was_forgotten_or_never_confirmed_describes_nothing():
    waiting, gone = PledgeFactory(), PledgeFactory(confirmed=True)
    managing.forget(gone)
    assert not managing.describe(waiting, **DETAILS) and not managing.describe(gone, **DETAILS)
    assert not Pledge.objects.filter(name=DETAILS["name"]).exists()


@pytest.mark.parametrize("months", [0, -1, 4, 1200])
def test_no_pause_lasts_as_long_as_a_forger_likes(months):
    with pytest.raises(ValueError, match="length"):
        managing.pause(PledgeFactory(confirmed=True, monthly=True), months)


def test_what_is_paid_once_has_nothing_to_pause():
    assert not managing.pause(PledgeFactory(confirmed=True), 1)


def test_a_lapsed_pledge_is_resumed_and_one_that_runs_is_not():
    pledge = PledgeFactory(confirmed=True, status="lapsed")
    assert managing.resume(pledge) and not managing.resume(pledge)
    assert assert_settled(pledge).status == PledgeStatus.ACTIVE


def test_another_amount_is_promised_from_now_on():
    pledge = PledgeFactory(confirmed=True, monthly=True)
    assert managing.change(pledge, 80_00) and not managing.change(pledge, 80_00)
    assert assert_settled(pledge).minor == 80_00
    assert managing.change(pledge, 50_00)
    assert happened(pledge) == ["changed", "changed"]


def test_a_change_below_the_limits_is_refused_by_the_database():
    pledge = PledgeFactory(confirmed=True)
    with pytest.raises(IntegrityError):
        managing.change(pledge, 4_99)


@pytest.mark.parametrize("status", sorted(FINAL - {PledgeStatus.EXPIRED}))
def test_nothing_happens_to_a_closed_pledge_by_a_late_click(status):
    pledge = PledgeFactory(confirmed=True, status=status, monthly=True)
    before = PledgeFact.objects.count()
    acts = [
        managing.pause(pledge, 1),
        managing.resume(pledge),
        managing.change(pledge, 80_00),
        pledging.cancel(pledge),
    ]
    assert not any(acts) and PledgeFact.objects.count() == before


def test_reminders_are_stopped_once():
    pledge = PledgeFactory(confirmed=True)
    assert managing.stop_reminders(pledge) and not managing.stop_reminders(pledge)
    assert assert_settled(pledge).status == PledgeStatus.ACTIVE


def test_who_is_forgotten_is_in_no_column_and_the_reference_still_takes_money():
    pledge = PledgeFactory(confirmed=True, name="Quorl", dedication="For Quorl", group="Quorl Mills",
                           email="quorl@example.org", is_anonymous=False)  # fmt: skip
    money(pledge, 20_00, "bank:1")
    issue_link(pledge, LinkPurpose.MANAGE)
    assert managing.forget(pledge) and not managing.forget(pledge)
    with connection.cursor() as cursor:
        for table in ("donations_pledge", "donations_pledgefact", "donations_pledgelink"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "quorl" not in str(cursor.fetchall()).lower()
    assert not PledgeLink.objects.exists()
    stored = assert_settled(pledge)
    assert (stored.status, stored.reference) == (PledgeStatus.CLOSED_SHORT, pledge.reference)
    assert money(stored, 30_00, "bank:2")
    assert assert_settled(pledge).status == PledgeStatus.FULFILLED


def test_who_is_forgotten_before_confirming_has_no_pledge_left():
    pledge = PledgeFactory(name="Quorl")
    assert managing.forget(pledge)
    assert assert_settled(pledge).status == PledgeStatus.EXPIRED


def test_mail_that_waits_is_not_sent_to_who_is_forgotten():
    answers = {"programme": PledgeFactory().programme, "currency": "EUR", "minor": 50_00, "exponent": 2}
    pledge, _thanks = pledging.make_pledge(once="one", email="quorl@example.org", **answers)
    assert OutboxItem.objects.filter(done_at=None).count() == 1
    managing.forget(pledge)
    assert not OutboxItem.objects.exists()
    assert Pledge.objects.get(pk=pledge.pk).email == ""


def test_nothing_says_which_mails_were_sent_to_who_is_forgotten(run_commits):
    answers = {"programme": PledgeFactory().programme, "currency": "EUR", "minor": 50_00, "exponent": 2}
    with run_commits():
        pledge, _thanks = pledging.make_pledge(once="one", email="quorl@example.org", **answers)
        pledging.confirm(pledge)
    assert OutboxItem.objects.exclude(done_at=None).count() == 2
    managing.forget(pledge)
    assert not OutboxItem.objects.exists()


def test_what_a_pledge_keeps_of_its_changes_has_an_end(monkeypatch):
    monkeypatch.setattr(managing, "MOST_CHANGES", 3)
    pledge = PledgeFactory(confirmed=True, monthly=True)
    assert managing.change(pledge, 60_00) and managing.pause(pledge, 1) and managing.resume(pledge)
    for again in (lambda: managing.change(pledge, 70_00), lambda: managing.pause(pledge, 1)):
        with pytest.raises(managing.ChangedTooOften):
            again()
    money(pledge, 60_00, "bank:1")
    assert happened(pledge) == ["changed", "paused", "resumed", "received"], "money is always taken"
    assert managing.stop_reminders(pledge) and pledging.cancel(pledge)
