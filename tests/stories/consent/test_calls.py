"""The wish to be called: nobody reads it but an officer, and nothing of it leaves by mail."""

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from campaign_site.accounts.role_table import PROTECTION_OFFICER, REVIEWER, WRITER
from stories.consent import calls, keyring, vault
from stories.consent.access import NotPermitted, ReasonMissing, SignInTooOld
from stories.consent.envelope import Unreadable
from stories.consent.models import AuditEvent, CallRequest
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory
from tests.stories.consent.reader import REASON, asks

pytestmark = pytest.mark.django_db

WORDS = "Tuesday after four. My brother must not know. ☎ +44 20 7946 0000"


@pytest.fixture
def person():
    contributor = ContributorFactory()
    keyring.make_person_key(contributor.uid)
    return contributor


@pytest.fixture
def officer():
    return UserFactory(role=PROTECTION_OFFICER)


def test_what_the_person_wrote_stands_nowhere_in_the_database_in_plain_words(person):
    calls.ask(person, WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM consent_callrequest")
        (row,) = cursor.fetchall()
    assert not any(b"Tuesday" in bytes(value) for value in row if isinstance(value, (bytes, memoryview)))
    assert not any("Tuesday" in str(value) for value in row)


def test_an_officer_reads_it_and_that_is_kept(person, officer):
    wish = calls.ask(person, WORDS)
    assert calls.read(CallRequest.objects.get(pk=wish.pk), asks(officer)) == WORDS
    event = AuditEvent.objects.get(kind="call.read")
    assert (event.actor, REASON in event.sentence, "Tuesday" in event.sentence) == (str(officer), True, False)


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"minutes_ago": 11}, SignInTooOld),
        ({"minutes_ago": -2}, SignInTooOld),
        ({"reason": "because"}, ReasonMissing),
        ({"reason": " " * 20}, ReasonMissing),
        ({"reason": "x" * 201}, ReasonMissing),
    ],
)
def test_an_old_sign_in_and_no_reason_open_nothing_and_leave_no_event(person, officer, how, refusal):
    wish = calls.ask(person, WORDS)
    with pytest.raises(refusal):
        calls.read(wish, asks(officer, **how))
    assert not AuditEvent.objects.filter(kind="call.read").exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_read_where_the_audit_event_could_still_be_taken_back(person, officer):
    wish = calls.ask(person, WORDS)
    with pytest.raises(RuntimeError), transaction.atomic():
        calls.read(wish, asks(officer))
    assert not AuditEvent.objects.filter(kind="call.read").exists()


def test_the_event_comes_before_the_words(person, officer):
    wish = calls.ask(person, WORDS)
    CallRequest.objects.update(sealed=b"altered")
    with pytest.raises(Unreadable):
        calls.read(wish, asks(officer))
    assert AuditEvent.objects.filter(kind="call.read").count() == 1


@pytest.mark.parametrize("stranger", [{"role": WRITER}, {"role": REVIEWER}, {"is_superuser": True}])
def test_nobody_else_reads_or_settles_it(person, officer, stranger):
    wish = calls.ask(person, WORDS)
    user = UserFactory(**stranger)
    with pytest.raises(NotPermitted):
        calls.read(wish, asks(user))
    with pytest.raises(PermissionDenied):
        calls.settle(wish, user)
    assert not AuditEvent.objects.filter(kind__in=["call.read", "call.settled"]).exists()


def test_the_same_words_twice_are_one_wish_until_somebody_saw_to_it(person, officer):
    first = calls.ask(person, WORDS)
    assert calls.ask(person, WORDS) == first
    assert calls.ask(person, "Or on Friday.") != first
    assert calls.settle(first, officer)
    assert not calls.settle(first, officer), "twice is once"
    assert calls.ask(person, WORDS) != first


def test_a_wish_put_under_another_person_cannot_be_read(person, officer):
    wish = calls.ask(person, WORDS)
    other = ContributorFactory()
    keyring.make_person_key(other.uid)
    CallRequest.objects.filter(pk=wish.pk).update(contributor=other)
    with pytest.raises(Unreadable):
        calls.read(CallRequest.objects.get(), asks(officer))


def test_without_the_persons_key_nothing_can_be_asked_or_read(person, officer):
    wish = calls.ask(person, WORDS)
    keyring.destroy_person_key(person.uid)
    with pytest.raises(Unreadable):
        calls.read(wish, asks(officer))
    with pytest.raises(Unreadable):
        calls.ask(person, "Friday.")
    assert CallRequest.objects.count() == 1


def test_of_an_erased_person_nothing_is_read_and_nothing_announced(person, officer, run_commits):
    wish = calls.ask(person, WORDS)
    with run_commits():
        vault.erase(person)
    with pytest.raises(keyring.KeyDestroyed):
        calls.read(wish, asks(officer))
    assert not AuditEvent.objects.filter(kind="call.read").exists()


def test_officers_are_told_the_code_and_nothing_else_once_an_hour(person, officer, run_commits):
    UserFactory(role=WRITER)
    UserFactory(role=PROTECTION_OFFICER, is_active=False)
    with time_machine.travel("2026-03-01T10:00Z", tick=False), run_commits():
        calls.ask(person, WORDS)
        calls.ask(person, "Or on Friday.")
    (message,) = mail.outbox
    assert message.to == [officer.email]
    assert person.code in message.subject
    for text in (message.subject, message.body):
        assert "Tuesday" not in text
        assert person.display_name not in text
    with time_machine.travel("2026-03-01T11:00Z", tick=False), run_commits():
        calls.ask(person, "Please do call.")
    assert len(mail.outbox) == 2


def test_an_officer_is_told_in_their_own_language(person, officer, run_commits):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=officer, preferred_language="fr")
    with run_commits():
        calls.ask(person, WORDS)
    assert mail.outbox[0].subject == f"{person.code} demande un appel"
