"""A wish to be called opens as a vault does: for a reason that is kept, after a fresh sign-in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stories.consent import calls
from stories.consent.models import AuditEvent
from tests.factories.accounts import UserFactory, signed_in
from tests.stories.desk.telling import NAME, REASON

pytestmark = pytest.mark.django_db

WORDS = "After nine in the evening"


@pytest.fixture
def wish(person):
    return calls.ask(person, WORDS)


@pytest.fixture
def address(wish):
    return reverse("read_call", args=[wish.pk])


def test_a_wish_is_read_for_a_reason_and_settled(client, officer, wish, address):
    assert WORDS not in client.get(address).content.decode()
    answer = client.post(address, {"reason": REASON})
    client.post(reverse("settle_call", args=[wish.pk]))

    assert WORDS in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert REASON in AuditEvent.objects.get(kind="call.read").sentence
    wish.refresh_from_db()
    assert wish.handled_by == officer


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_wish_stays_closed_without_a_reason(client, officer, address, reason):
    assert WORDS not in client.post(address, {"reason": reason}).content.decode()
    assert not AuditEvent.objects.filter(kind="call.read").exists()


def test_a_wish_stays_closed_when_the_officer_signed_in_long_ago(client, officer, address):
    signed_in(client, ago=timedelta(minutes=11))

    answer = client.post(address, {"reason": REASON})

    assert WORDS not in answer.content.decode()
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert not AuditEvent.objects.filter(kind="call.read").exists()


@pytest.mark.parametrize("stranger", [{"role": "Reviewer"}, {"is_superuser": True}])
def test_nobody_else_reads_a_wish_or_is_shown_the_way_to_it(client, officer, person, address, stranger):
    client.force_login(UserFactory(**stranger))

    assert client.post(address, {"reason": REASON})["Location"] == reverse("wagtailadmin_home")
    assert address not in client.get(reverse("contributor:inspect", args=[person.pk])).content.decode()
    assert not AuditEvent.objects.filter(kind="call.read").exists()


def test_the_name_in_a_reason_is_not_kept(client, officer, address):
    client.post(address, {"reason": f"{NAME} asked for it"})

    assert NAME not in AuditEvent.objects.get(kind="call.read").sentence
