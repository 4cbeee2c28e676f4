"""What time does to pledges that nobody pays: it asks twice, lets go, and forgets."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from campaign_site.delivery.jobs.periodic import run_all
from campaign_site.delivery.models import OutboxItem
from donations import managing, overdue, pledging
from donations.choices import FactKind, PledgeStatus
from donations.models import Pledge, PledgeFact
from tests.donations.settled import assert_settled, money
from tests.factories.donations import PledgeFactory
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised():
    """A pledge of today that its supporter confirmed, in French, and whose day the clock knows."""
    pledge = PledgeFactory(language="fr", name="Ada", dedication="Byron")
    assert pledging.confirm(pledge)
    OutboxItem.objects.all().delete()
    return Pledge.objects.get(pk=pledge.pk)


@pytest.fixture
def wait(time_machine_at, run_commits):
    """`wait(days=14)`: let time go by and the clock look; return how many steps it took. Others pay meanwhile."""
    other = PledgeFactory(monthly=True, confirmed=True)

    def waiting(days: int, *, others_pay: bool = True) -> int:
        with time_machine_at(days=days):
            if others_pay:
                money(other, 50_00, f"bank:{days}")
            with run_commits():
                return overdue.run_due()

    return waiting


def reminders(pledge) -> int:
    return PledgeFact.objects.filter(pledge=pledge, kind=FactKind.REMINDED).count()


def test_who_does_not_pay_is_asked_twice_then_left_alone_and_let_go(promised, wait, time_machine_at):
    steps = {day: wait(day) for day in (13, 14, 15, 34, 35, 36, 59, 60, 61, 424, 425)}
    assert {day for day, count in steps.items() if count} == {14, 35, 60, 425}
    assert reminders(promised) == 2 and len(mail.outbox) == 3, "two reminders, and one that says it is let go"
    assert {message.to[0] for message in mail.outbox} == {"supporter@example.org"}
    with time_machine_at(days=425):
        assert assert_settled(promised).status == PledgeStatus.CLOSED_SHORT
    kinds = list(promised.facts.values_list("kind", flat=True))
    assert kinds == ["made", "confirmed", "reminded", "reminded", "lapsed", "written_off"]


def test_a_reminder_says_no_amount_and_bears_links_to_manage_and_to_stop(promised, wait, client):
    wait(14)
    (message,) = mail.outbox
    assert not re.search(r"pledge|gift|promesse|don\b|50|RF|Ada", message.subject, re.IGNORECASE)
    assert "50" not in message.body.replace(promised.reference_for_people, "") and "EUR" not in message.body
    manage, stop = re.findall(r"http://testserver(/fr/\S+)", message.body)
    assert client.get(manage).status_code == 200 and client.get(stop).status_code == 200
    client.post(stop)
    assert wait(35) == 0 and len(mail.outbox) == 1


class SeesWhatIsRecorded(locmem.EmailBackend):
    """The way out for mail, which looks at the moment of sending how many reminders are recorded."""

    recorded: list[int] = []

    def send_messages(self, messages):
        self.recorded.append(PledgeFact.objects.filter(kind=FactKind.REMINDED).count())
        return super().send_messages(messages)


def test_a_reminder_is_recorded_before_it_is_sent(promised, time_machine_at, run_commits, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SeesWhatIsRecorded"
    money(PledgeFactory(confirmed=True), 5_00, "bank:1")
    with time_machine_at(days=14), run_commits():
        overdue.run_due()
        assert not mail.outbox
    assert SeesWhatIsRecorded.recorded == [1] and len(mail.outbox) == 1


def test_who_pays_is_never_reminded(promised, wait):
    money(promised, 50_00, "bank:paid")
    assert not any(wait(day) for day in (14, 35, 60, 425)) and not mail.outbox


def test_who_has_paused_or_stopped_reminders_is_not_written_to(wait, time_machine_at):
    paused, quiet = PledgeFactory(confirmed=True, monthly=True), PledgeFactory(confirmed=True)
    managing.pause(paused, 3), managing.stop_reminders(quiet)
    for day in (14, 35):
        assert wait(day) == 0
    wait(61)
    assert not mail.outbox
    with time_machine_at(days=61):
        assert [assert_settled(pledge).status for pledge in (paused, quiet)] == ["active", "lapsed"]


def test_while_no_payment_of_anybody_comes_in_nobody_is_reminded_and_nothing_lapses(promised, wait):
    for day in (14, 35, 60, 100):
        assert wait(day, others_pay=False) == 0
    assert not mail.outbox and Pledge.objects.get(pk=promised.pk).status == PledgeStatus.ACTIVE
    assert wait(101) == 1 and reminders(promised) == 1, "it begins with a reminder, however late"


def test_an_address_that_nobody_confirmed_is_not_written_to(wait, time_machine_at):
    pledge = PledgeFactory(email="victim@example.org")
    money(pledge, 5_00, "bank:attacker")
    for day in (14, 35, 66):
        wait(day)
    assert not mail.outbox
    with time_machine_at(days=66):
        assert assert_settled(pledge).status == PledgeStatus.LAPSED


def test_a_pledge_without_an_address_is_written_to_never(wait):
    pledge = PledgeFactory(confirmed=True, email="")
    for day in (14, 35):
        wait(day)
    assert not mail.outbox and reminders(pledge) == 0


def test_money_ends_a_lapse(promised, wait, time_machine_at):
    for day in (14, 35, 60):
        wait(day)
    assert Pledge.objects.get(pk=promised.pk).status == PledgeStatus.LAPSED
    with time_machine_at(days=61):
        money(promised, 10_00, "bank:late")
        assert assert_settled(promised).status == PledgeStatus.ACTIVE


def test_two_years_after_its_end_a_pledge_forgets_who_it_was(promised, wait):
    money(promised, 50_00, "bank:paid")
    assert wait(729) == 0
    assert wait(731) == 1
    stored = Pledge.objects.get(pk=promised.pk)
    assert (stored.name, stored.email, stored.dedication) == ("", "", "")
    assert stored.status == PledgeStatus.FULFILLED and stored.next_on is None


def test_one_pledge_that_cannot_be_looked_at_keeps_no_other_waiting(promised, wait, caplog):
    # On the last day of the calendar no step can come after.
    end = datetime(9999, 12, 31, tzinfo=UTC)
    state = {"programme": promised.programme, "confirmed": True, "created_at": end, "email": "ada@example.org"}
    broken = Pledge.objects.bulk_create([PledgeFactory.build(next_on=timezone.now().date(), **state)])[0]
    PledgeFact.objects.create(pledge=broken, kind=FactKind.CONFIRMED, once="confirmed", at=end)
    assert wait(14) == 1
    assert reminders(promised) == 1
    assert f"pledge #{broken.pk} could not be looked at" in caplog.text
    assert "supporter" not in caplog.text and "ada@" not in caplog.text


def test_the_job_runs_every_minute():
    assert run_all()["pledges: what time does"] == 0


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_remind_each_supporter_once():
    pledges = PledgeFactory.create_batch(12, confirmed=True)
    money(pledges[0], 50_00, "bank:1")
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        counts = together(*[overdue.run_due] * 3)
        assert sum(counts) == 11 == PledgeFact.objects.filter(kind=FactKind.REMINDED).count()
        assert OutboxItem.objects.filter(key__contains=":pledge_reminder:").count() == 11
        assert len(mail.outbox) == 11
