"""Who calls a pledge off, or is no longer waited for, reads so once: kindly, and with nothing in the subject."""

import re

import pytest
from django.core import mail

from campaign_site.delivery.models import OutboxItem
from donations import managing, overdue, pledging
from donations.choices import PledgeStatus
from donations.models import Pledge
from tests.donations.settled import money
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "fr", "es", "ar"]
TELLING = r"pledge|gift|promesse|promesa|don\b|donation|تبرع|تعهد|money|argent|dinero|EUR|RF|Ada|\d"


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True, name="Ada", minor=77_00)


@pytest.fixture
def lapse(time_machine_at, run_commits):
    """`lapse(pledge)`: let the time go by in which nobody pays it, while others pay theirs."""
    other = PledgeFactory(monthly=True, confirmed=True, email="")

    def lapsing(pledge: Pledge, since: int = 0) -> None:
        for days in (since + 14, since + 35, since + 60):
            with time_machine_at(days=days):
                money(other, 50_00, f"bank:{days}")
                with run_commits():
                    overdue.run_due()
        assert Pledge.objects.get(pk=pledge.pk).status == PledgeStatus.LAPSED

    return lapsing


def cancel(pledge: Pledge, run_commits) -> bool:
    with run_commits():
        return pledging.cancel(pledge)


def link_in(message) -> str:
    (path,) = re.findall(r"http://testserver(/\S+)", message.body)
    return path


def of_the_end() -> list:
    """Return the mails that are no reminders."""
    return [message for message in mail.outbox if message.body.count("http://testserver/") == 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_cancels_reads_that_it_is_done(client, run_commits, language):
    pledge = PledgeFactory(confirmed=True, name="Ada", minor=77_00, language=language)
    assert cancel(pledge, run_commits)
    (message,) = mail.outbox
    assert message.to == [pledge.email] and not re.search(TELLING, message.subject, re.IGNORECASE)
    page = client.get(link_in(message))
    assert page.status_code == 200 and link_in(message).startswith(f"/{language}/pledge/manage/")
    assert "77" not in message.body.replace(link_in(message), "").replace(pledge.reference_for_people, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_waited_for_no_longer_reads_so_and_can_go_on(client, lapse, time_machine_at, language):
    pledge = PledgeFactory(confirmed=True, name="Ada", minor=77_00, language=language)
    lapse(pledge)
    (message,) = of_the_end()
    assert message.to == [pledge.email] and not re.search(TELLING, message.subject, re.IGNORECASE)
    assert "77" not in message.body.replace(link_in(message), "").replace(pledge.reference_for_people, "")
    with time_machine_at(days=61):
        client.post(link_in(message), {"step": "resume"})
    assert Pledge.objects.get(pk=pledge.pk).status == PledgeStatus.ACTIVE


def test_each_is_written_once(pledge, run_commits, lapse, time_machine_at):
    lapse(pledge)
    with time_machine_at(days=61), run_commits():
        overdue.run_due()
    assert len(of_the_end()) == 1
    assert cancel(pledge, run_commits) and not cancel(pledge, run_commits)
    assert len(of_the_end()) == 2


def test_who_goes_on_and_is_silent_again_reads_it_again(pledge, lapse, time_machine_at):
    lapse(pledge)
    with time_machine_at(days=61):
        managing.resume(pledge)
    lapse(pledge, since=61)
    assert len(of_the_end()) == 2


def test_an_address_that_nobody_confirmed_hears_nothing_of_either(run_commits, lapse):
    """Money came from whoever it was; the address could be anybody's."""
    once, monthly = (PledgeFactory(email=f"{rhythm}@example.org", rhythm=rhythm) for rhythm in ("once", "monthly"))
    for pledge in (once, monthly):
        money(pledge, 1_00, "bank:1")
    lapse(monthly)
    assert cancel(once, run_commits)
    assert mail.outbox == []


def test_who_wanted_no_more_reminders_is_left_in_peace(pledge, lapse):
    managing.stop_reminders(pledge)
    lapse(pledge)
    assert mail.outbox == []


def test_who_is_forgotten_gets_no_mail_for_what_is_called_off_with_it(pledge, run_commits):
    pledging.cancel(pledge)
    other = PledgeFactory(confirmed=True)
    with run_commits():
        managing.forget(pledge)
        managing.forget(other)
    assert mail.outbox == [] and not OutboxItem.objects.filter(kind="mail", done_at=None).exists()
