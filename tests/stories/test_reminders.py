"""Officers hear in time that a consent ends, once, and learn nothing about anybody from the mail."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from wagtail.users.models import UserProfile

from campaign_site.delivery.jobs import outbox
from stories.consent.choices import Status
from stories.consent.models import latest_end
from stories.expiry import remind_due
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, active_consent, story_index

pytestmark = pytest.mark.django_db

GIVEN = datetime(2026, 1, 10, 9, tzinfo=UTC)
END = date(2027, 1, 10)


@pytest.fixture
def officer():
    story_index()
    UserFactory(role="Writer")
    UserFactory(role="Protection officer", is_active=False)
    return UserFactory(role="Protection officer")


@pytest.fixture
def consent(officer):
    with time_machine.travel(GIVEN):
        return active_consent(contributor=ContributorFactory(display_name="Amina"), valid_until=END)


@pytest.fixture
def on(run_commits):
    """Run the periodic job at noon of a day; return the mails that it sent."""

    def run(day):
        mail.outbox.clear()
        with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)), run_commits():
            count = remind_due()
        assert count == len(mail.outbox)
        return list(mail.outbox)

    return run


def before(days):
    return END - timedelta(days=days)


def test_officers_are_told_90_30_and_7_days_before_once_each(on, consent, officer):
    days = [day for day in range(120, -3, -1) if on(before(day))]

    assert days == [90, 30, 7]


def test_mail_goes_to_the_officers_that_work_here_and_to_nobody_else(on, consent, officer):
    assert [sent.to for sent in on(before(90))] == [[officer.email]]


def test_mail_carries_the_code_and_the_way_to_the_record_and_no_name(on, consent, officer, settings):
    sent = on(before(30))[0]

    assert consent.contributor.code in sent.body
    assert settings.SITE_URL + reverse("consent:inspect", args=[consent.pk]) in sent.body
    assert "Jan. 10, 2027" in sent.body
    assert consent.contributor.code not in sent.subject
    assert "Amina" not in sent.subject + sent.body


@pytest.mark.parametrize(
    ("language", "subject", "day"),
    [
        ("fr", "Un consentement prend bientôt fin", "10 janvier 2027"),
        ("es", "Un consentimiento termina pronto", "10 de enero de 2027"),
        ("ar", "موافقة تنتهي قريبًا", "2027"),
    ],
)
def test_officer_reads_it_in_their_own_language(on, consent, officer, language, subject, day):
    UserProfile.objects.create(user=officer, preferred_language=language)

    sent = on(before(7))[0]

    assert sent.subject == subject
    assert day in sent.body
    assert consent.contributor.code in sent.body


def test_reminder_that_was_missed_comes_late_and_only_the_nearest(on, consent):
    assert len(on(before(25))) == 1
    assert on(before(24)) == []
    assert len(on(before(3))) == 1


def test_a_reminder_is_remembered_though_the_outbox_forgets_what_it_has_done(on, consent):
    assert len(on(before(90))) == 1
    with time_machine.travel(datetime.combine(before(31), time(12), UTC)):
        outbox.forget()
    assert on(before(31)) == []


def test_consent_of_three_weeks_is_not_reminded_of_on_its_first_day(on, officer):
    with time_machine.travel(GIVEN):
        active_consent(valid_until=GIVEN.date() + timedelta(days=21))

    assert on(GIVEN.date()) == []
    assert len(on(GIVEN.date() + timedelta(days=14))) == 1


def test_officers_are_told_on_the_day_of_review_once(on, officer):
    with time_machine.travel(GIVEN):
        consent = active_consent(valid_until=latest_end(GIVEN.date()), review_on=date(2026, 6, 1))

    assert on(date(2026, 5, 31)) == []
    sent = on(date(2026, 6, 1))
    assert [mail.subject for mail in sent] == ["Please ask a person again"]
    assert consent.contributor.code in sent[0].body
    assert on(date(2026, 6, 2)) == []


@pytest.mark.parametrize("end", ["withdrawn", "over"])
def test_consent_that_is_over_needs_no_reminder(on, consent, end):
    if end == "withdrawn":
        with time_machine.travel(GIVEN):
            withdraw(consent)
            assert consent.status == Status.WITHDRAWN

    assert on(before(30) if end == "withdrawn" else before(-1)) == []


def test_reminder_without_any_officer_waits_for_one(on, consent, officer):
    officer.is_active = False
    officer.save()
    assert on(before(90)) == []

    officer.is_active = True
    officer.save()

    assert len(on(before(89))) == 1


def test_many_consents_cost_one_question_once_they_are_told(on, consent, officer, django_assert_max_num_queries):
    with time_machine.travel(GIVEN):
        for _number in range(5):
            active_consent(valid_until=END)
    assert len(on(before(90))) == 6

    with django_assert_max_num_queries(2):
        on(before(89))


def test_tick_sends_reminders(consent, run_commits, capsys):
    with time_machine.travel(datetime(2026, 12, 20, 12, tzinfo=UTC)), run_commits():
        call_command("tick")

    assert "consents: remind: 1" in capsys.readouterr().out
