"""Many at the same moment: one payment page, one booking, no more sent back than came in."""

import uuid
from functools import partial

import pytest
from django.db import transaction
from django.test import Client

from donations.cards import refunding
from donations.cards.models import RefundReason
from donations.cards.payments import begin
from donations.cards.processing import process_waiting
from donations.models import Attempt, LedgerTransaction, ProviderEvent, Refund
from donations.money import Money
from tests.donations.cards.payer import on_payment_page, post_notification
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


def test_clicks_at_the_same_moment_open_one_page(stripe):
    pledge = PledgeFactory(confirmed=True)
    addresses = together(*[partial(begin, pledge)] * AT_ONCE)
    pages = [thing["url"] for thing in stripe.things.values() if thing["object"] == "checkout.session"]
    assert set(addresses) == set(pages) and len(pages) == 1 and Attempt.objects.count() == 1


def test_one_payment_told_many_times_at_the_same_moment_is_booked_once(stripe):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref, declined=1)
    told = [stripe.signed(event) for event in stripe.events] * 3
    answers = together(*[partial(post_notification, Client(), *message) for message in told])
    assert {answer.status_code for answer in answers} == {200}
    assert ProviderEvent.objects.count() == len(stripe.events)
    # What did not get through the crowd waits for the next tick.
    process_waiting()
    attempt.refresh_from_db()
    assert attempt.received_minor == 50_00 and LedgerTransaction.objects.count() == 1
    assert not ProviderEvent.objects.filter(processed_at=None).exists()


def test_officers_at_the_same_moment_send_back_no_more_than_came_in(stripe):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref)
    for event in stripe.events:
        post_notification(Client(), *stripe.signed(event))
    officer = UserFactory()

    def send(number):
        try:
            money = Money.of(20_00, "EUR")
            return refunding.ask(attempt.pk, money, RefundReason.WISHED, officer, number=number).state
        except refunding.TooMuch:
            return "too much"

    states = together(*[partial(send, uuid.uuid4()) for _officer in range(AT_ONCE)])
    assert states.count("too much") == AT_ONCE - 2
    attempt.refresh_from_db()
    assert attempt.returned_minor == 40_00 == sum(Refund.objects.values_list("minor", flat=True))


def test_no_page_is_asked_for_from_within_a_transaction_that_could_still_be_undone(stripe):
    pledge = PledgeFactory(confirmed=True)
    with pytest.raises(RuntimeError), transaction.atomic():
        begin(pledge)
    assert not stripe.requests
