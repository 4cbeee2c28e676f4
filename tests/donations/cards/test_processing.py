"""Whatever order a provider tells things in, however often, and whatever is lost: the same money, once."""

import random

import pytest
from django.db import transaction

from campaign_site.delivery.jobs.periodic import run_all
from donations.cards.models import AttemptState
from donations.choices import PledgeStatus
from donations.models import Attempt, LedgerTransaction, Pledge, ProviderEvent
from tests.donations.cards.payer import booked, final_state, on_payment_page, post_notification

pytestmark = pytest.mark.django_db

# 500 notifications.
PAYMENTS = 100


def receive_all(client, stripe, events, run_commits):
    for event in events:
        with run_commits():
            assert post_notification(client, *stripe.signed(event)).status_code == 200


def sums(attempt) -> tuple:
    attempt.refresh_from_db()
    return attempt.state, attempt.received_minor, attempt.returned_minor


def test_500_notifications_in_four_orders_with_repeats_give_one_final_state(client, stripe, run_commits):
    chance = random.Random(5)
    for number in range(PAYMENTS):
        attempt = on_payment_page(rhythm="monthly" if number % 3 else "once")
        payment = stripe.pay(attempt.provider_ref, declined=number % 2)
        if number % 4 == 0:
            stripe.create_refund({"payment_intent": payment, "amount": str(5_00 + number)})
        if number % 4 == 1:
            stripe.close_dispute(stripe.dispute(payment, 30_00), won=bool(number % 8 == 1))
        if number % 12 == 2:
            refund = stripe.create_refund({"payment_intent": payment, "amount": "1000"})
            stripe.fail_refund(refund["id"])
    events = stripe.events[:500]
    assert len(events) == 500
    orders = [events, events[::-1], *(chance.sample(events, len(events)) for _time in range(2))]
    states = []
    for order in orders:
        repeated = order + chance.sample(order, 50)
        with transaction.atomic():
            receive_all(client, stripe, repeated, run_commits)
            assert not ProviderEvent.objects.filter(processed_at=None).exists()
            states.append(final_state())
            transaction.set_rollback(True)
    assert len(states[0]["ledger"]) > 200
    assert states[0] == states[1] == states[2] == states[3]


def test_money_confirms_the_pledge_and_keeps_it(stripe, deliver):
    attempt = on_payment_page(confirmed=False)
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0)
    assert Pledge.objects.get().status == PledgeStatus.FULFILLED


def test_money_that_comes_after_the_pledge_was_cancelled_is_booked(stripe, deliver):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref)
    Pledge.objects.update(status=PledgeStatus.CANCELLED)
    deliver(*stripe.events)
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0) and LedgerTransaction.objects.count() == 1


def test_a_refused_card_does_not_undo_a_paid_gift(stripe, deliver):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref, declined=2)
    failed = [event for event in stripe.events if event["type"] == "charge.failed"]
    deliver(*stripe.events[::-1], *failed)
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0) and len(failed) == 2


def test_a_page_that_expires_after_it_was_paid_changes_nothing(stripe, deliver):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref)
    stripe.expire(attempt.provider_ref)
    deliver(*stripe.events)
    deliver(*stripe.events[::-1])
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0)


def test_money_for_a_page_that_was_said_to_be_over_is_booked(stripe, deliver):
    attempt = on_payment_page()
    stripe.expire(attempt.provider_ref)
    deliver(*stripe.events)
    assert sums(attempt) == (AttemptState.ENDED, 0, 0)
    stripe.things[attempt.provider_ref]["status"] = "open"
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0)


def test_a_partial_refund_is_partial_and_two_of_them_are_two(stripe, deliver):
    attempt = on_payment_page()
    payment = stripe.pay(attempt.provider_ref)
    stripe.create_refund({"payment_intent": payment, "amount": "1500"})
    stripe.create_refund({"payment_intent": payment, "amount": "1500"})
    deliver(*stripe.events, *stripe.events[::-1])
    assert sums(attempt) == (AttemptState.PAID, 50_00, 30_00)


def test_a_refund_that_is_told_before_its_payment_finds_it(stripe, deliver):
    attempt = on_payment_page()
    payment = stripe.pay(attempt.provider_ref)
    stripe.create_refund({"payment_intent": payment, "amount": "1500"})
    (refund,) = [event for event in stripe.events if event["type"] == "refund.created"]
    deliver(refund)
    assert ("stripe", "refunded") in [row[:2] for row in booked()]
    assert {row[4] for row in booked() if row[3] != "clearing"} == {attempt.pledge.reference}
    deliver(*stripe.events)
    assert sums(attempt) == (AttemptState.PAID, 50_00, 15_00)


def test_a_refund_that_comes_back_is_money_received_again(stripe, deliver):
    attempt = on_payment_page()
    payment = stripe.pay(attempt.provider_ref)
    refund = stripe.create_refund({"payment_intent": payment, "amount": "1500"})
    stripe.fail_refund(refund["id"])
    deliver(*stripe.events[::-1])
    assert sums(attempt) == (AttemptState.PAID, 65_00, 15_00)


@pytest.mark.parametrize(("won", "kept"), [(True, 50_00), (False, 0)])
def test_a_dispute_takes_the_money_once_and_winning_it_brings_it_back_once(stripe, deliver, won, kept):
    attempt = on_payment_page()
    dispute = stripe.dispute(stripe.pay(attempt.provider_ref), 50_00)
    stripe.close_dispute(dispute, won=won)
    deliver(*stripe.events[::-1], *stripe.events)
    _state, received, returned = sums(attempt)
    assert (received - returned, returned) == (kept, 50_00)
    kinds = list(LedgerTransaction.objects.values_list("kind", flat=True))
    assert (kinds.count("disputed"), kinds.count("dispute_won")) == (1, int(won))


def test_a_question_before_a_dispute_moves_nothing(stripe, deliver):
    attempt = on_payment_page()
    stripe.dispute(stripe.pay(attempt.provider_ref), 50_00, is_question=True)
    deliver(*stripe.events)
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0)


def test_what_was_lost_is_fetched_by_tick_and_is_the_same_as_what_would_have_been_told(
    stripe, deliver, time_machine_at
):
    attempt = on_payment_page()
    payment = stripe.pay(attempt.provider_ref, declined=1)
    stripe.create_refund({"payment_intent": payment, "amount": "1500"})
    with time_machine_at(minutes=64):
        assert run_all()["cards: ask about payments"] == 0
    with time_machine_at(minutes=66):
        assert run_all()["cards: ask about payments"] == 1
        assert run_all()["cards: ask about payments"] == 0
    assert sums(attempt) == (AttemptState.PAID, 50_00, 15_00)
    fetched = final_state()
    deliver(*stripe.events)
    assert final_state() == fetched
    # Only asking tells what the payment cost.
    assert [row[6] for row in fetched["ledger"] if row[3] == "fees"] == ["125"]


def test_a_dispute_of_months_later_is_found_though_nothing_told_of_it(stripe, time_machine_at):
    attempt = on_payment_page()
    payment = stripe.pay(attempt.provider_ref)
    for days in (1, 2, 3, 8, 31, 91):
        with time_machine_at(days=days):
            run_all()
    stripe.dispute(payment, 50_00)
    with time_machine_at(days=151):
        run_all()
    assert sums(attempt) == (AttemptState.PAID, 50_00, 50_00)
    assert Attempt.objects.get().fetch_at is None


def test_a_provider_that_does_not_answer_is_asked_again(stripe, time_machine_at):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref)
    stripe.faults = [503]
    with time_machine_at(minutes=66):
        assert run_all()["cards: ask about payments"] == 0
        asked = len(stripe.requests)
        # Not every minute.
        assert run_all()["cards: ask about payments"] == 0 and len(stripe.requests) == asked
    assert sums(attempt) == (AttemptState.OPEN, 0, 0)
    with time_machine_at(minutes=77):
        assert run_all()["cards: ask about payments"] == 1
    assert sums(attempt) == (AttemptState.PAID, 50_00, 0)


def test_a_page_that_nobody_paid_is_over_and_not_asked_about_again(stripe, time_machine_at):
    attempt = on_payment_page()
    stripe.expire(attempt.provider_ref)
    with time_machine_at(hours=2):
        run_all()
    assert sums(attempt) == (AttemptState.ENDED, 0, 0)
    assert Attempt.objects.get().fetch_at is None


def test_money_that_this_site_did_not_ask_for_is_booked_as_unmatched(stripe, deliver):
    attempt = on_payment_page()
    stripe.things[attempt.provider_ref]["intent_metadata"] = {}
    stripe.pay(attempt.provider_ref)
    (charge,) = [event for event in stripe.events if event["type"] == "charge.succeeded"]
    deliver(charge)
    assert sums(attempt) == (AttemptState.OPEN, 0, 0)
    assert [row[3] for row in booked()] == ["clearing", "unmatched"]


def test_a_notification_that_cannot_be_worked_through_waits_and_holds_up_no_other(stripe, deliver):
    first, second = on_payment_page(), on_payment_page()
    payment = stripe.pay(first.provider_ref)
    stripe.create_refund({"payment_intent": payment, "amount": "1500"})
    (refund,) = [event for event in stripe.events if event["type"] == "refund.created"]
    stripe.pay(second.provider_ref)
    # Whose refund it is has to be asked, and nobody answers.
    stripe.faults = [503, 503]
    deliver(refund)
    assert ProviderEvent.objects.get().processed_at is None and not LedgerTransaction.objects.exists()
    deliver(*stripe.events[-3:])
    assert sums(second) == (AttemptState.PAID, 50_00, 0)
    stripe.faults = []
    assert run_all()["cards: book what was told"] == 1
    assert run_all()["cards: book what was told"] == 0
    deliver(*stripe.events)
    assert sums(first) == (AttemptState.PAID, 50_00, 15_00)
