"""What the database itself keeps to, whoever writes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaign_site.movement.models import Commitment, CommitmentLink
from tests.donations.refused import is_refused
from tests.factories.movement import CommitmentFactory

pytestmark = pytest.mark.django_db


def test_an_address_has_one_confirmed_commitment_and_may_have_several_that_wait():
    CommitmentFactory(confirmed=True, address="ama@example.org")
    CommitmentFactory(address="ama@example.org")
    CommitmentFactory(address="ama@example.org")
    assert is_refused(lambda: CommitmentFactory(confirmed=True, address="ama@example.org"))


def test_no_address_is_kept_once_it_was_confirmed():
    one = CommitmentFactory(confirmed=True)
    assert is_refused(lambda: CommitmentFactory(confirmed=True, email="ama@example.org"))
    assert is_refused(lambda: Commitment.objects.filter(pk=one.pk).update(email="ama@example.org"))


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"first_name": ""},
        {"country": ""},
        {"country": "G"},
        {"address_hash": ""},
        {"confirmed_at": timezone.now() - timedelta(days=2), "email": ""},
    ],
)
def test_a_commitment_is_whole_or_is_not(fields):
    assert is_refused(lambda: CommitmentFactory(**fields))


@pytest.mark.parametrize(
    "change",
    [
        {"first_name": "Kofi"}, {"country": "TG"}, {"may_show_name": True}, {"language": "fr"}, {"once": "x"},
        {"made_at": timezone.now() - timedelta(days=30)},
    ],
)  # fmt: skip
@pytest.mark.parametrize("confirmed", [True, False])
def test_what_somebody_signed_is_changed_by_nobody(change, confirmed):
    one = CommitmentFactory(confirmed=confirmed)
    assert is_refused(lambda: Commitment.objects.filter(pk=one.pk).update(**change))


def test_what_was_confirmed_waits_no_more():
    one = CommitmentFactory(confirmed=True)
    again = {"confirmed_at": None, "email": "ama@example.org"}
    assert is_refused(lambda: Commitment.objects.filter(pk=one.pk).update(**again))


def test_a_link_opens_one_of_two_things():
    one = CommitmentFactory()
    assert is_refused(lambda: CommitmentLink.objects.create(commitment=one, purpose="all", token_hash="a"))


def test_what_stands_for_a_commitment_in_logs_names_nobody():
    one = CommitmentFactory(first_name="Akosua")
    assert "Akosua" not in f"{one} {one!r}" and one.email not in f"{one} {one!r}"
