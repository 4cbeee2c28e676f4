"""Above the limit no officer alone sends a card payment back: another one agrees, or nothing is sent."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_site.delivery.jobs.periodic import run_all
from donations.cards import refunding
from donations.cards.models import AttemptState, RefundReason, RefundState
from donations.cards.payments import begin
from donations.choices import Rhythm
from donations.models import LedgerTransaction, Refund
from donations.money import Money
from donations.second_person import Overtaken, OwnProposal
from tests.accounts.by_form import confirm
from tests.donations.cards.payer import on_payment_page
from tests.donations.refused import is_refused
from tests.factories.accounts import UserFactory, signed_in
from tests.factories.donations import AttemptFactory, PledgeFactory

pytestmark = pytest.mark.django_db

LIMIT = 1_000_00


def signed_in_officer() -> Client:
    client = Client()
    client.user = UserFactory(role="Fundraising officer")
    client.force_login(client.user)
    return client


@pytest.fixture
def officer():
    return signed_in_officer()


@pytest.fixture
def second():
    return signed_in_officer()


@pytest.fixture
def attempt(stripe, deliver):
    """A card payment of 3,000.00 EUR that came in."""
    made = on_payment_page(minor=3_000_00)
    stripe.pay(made.provider_ref)
    deliver(*stripe.events)
    made.refresh_from_db()
    return made


@pytest.fixture
def proposal(attempt, officer):
    return ask(attempt, officer.user, 2_000_00)


def ask(attempt, officer, minor) -> Refund:
    reason, number = RefundReason.WISHED, uuid.uuid4()
    return refunding.ask(attempt.pk, Money.of(minor, attempt.currency), reason, officer, number=number)


def refunds_at(stripe) -> list[int]:
    return [int(thing["amount"]) for thing in stripe.things.values() if thing["object"] == "refund"]


def address(verb: str, refund) -> str:
    return reverse(f"{verb}_refund", args=[refund.pk])


def page(client, attempt) -> str:
    return client.get(reverse("card_payment:inspect", args=[attempt.pk])).content.decode()


def test_up_to_the_limit_one_officer_is_enough(stripe, attempt, officer):
    assert ask(attempt, officer.user, LIMIT).state == RefundState.DONE
    assert refunds_at(stripe) == [LIMIT]


def test_above_it_nothing_is_sent_until_another_officer_agrees(stripe, attempt, officer, second, time_machine_at):
    proposed = ask(attempt, officer.user, LIMIT + 1)
    with time_machine_at(days=2):
        run_all()
    assert proposed.state == RefundState.PROPOSED and refunds_at(stripe) == []
    done = refunding.agree(proposed.pk, second.user)
    assert (done.state, done.decided_by) == (RefundState.DONE, second.user) and refunds_at(stripe) == [LIMIT + 1]
    assert LedgerTransaction.objects.filter(kind="refunded").count() == 1


def test_attacker_with_one_officers_account_sends_a_large_sum_back_in_no_number_of_small_parts(
    stripe, attempt, officer
):
    states = [ask(attempt, officer.user, 400_00).state for _part in range(3)]
    assert states == [RefundState.DONE, RefundState.DONE, RefundState.PROPOSED]
    with pytest.raises(Overtaken):
        ask(attempt, officer.user, 1)
    assert sum(refunds_at(stripe)) == 800_00


def test_attacker_with_one_officers_account_sends_no_more_back_of_several_payments_of_a_pledge(
    stripe, deliver, officer, time_machine_at
):
    pledge = PledgeFactory(confirmed=True, rhythm=Rhythm.MONTHLY, minor=600_00)
    payments = []
    for month in range(3):
        with time_machine_at(days=31 * month):
            begin(pledge)
            payments.append(pledge.attempts.latest("pk"))
            stripe.pay(payments[-1].provider_ref)
            deliver(*stripe.events)
    with time_machine_at(days=400):
        states = [ask(payment, officer.user, 600_00).state for payment in payments]
    assert states == [RefundState.DONE, RefundState.PROPOSED, RefundState.PROPOSED]
    assert refunds_at(stripe) == [600_00]


def test_what_went_back_of_another_pledge_does_not_count(stripe, attempt, officer, deliver):
    other = on_payment_page(minor=900_00)
    stripe.pay(other.provider_ref)
    deliver(*stripe.events)
    assert ask(attempt, officer.user, LIMIT).state == RefundState.DONE
    assert ask(other, officer.user, 900_00).state == RefundState.DONE


def test_what_had_no_effect_does_not_count(stripe, attempt, officer, second, deliver):
    failed = ask(attempt, officer.user, 900_00)
    stripe.fail_refund(failed.provider_ref)
    deliver(*stripe.events)
    refunding.decline(ask(attempt, second.user, 1_500_00).pk, officer.user)
    assert ask(attempt, officer.user, LIMIT).state == RefundState.DONE


def test_an_officer_agrees_to_no_proposal_of_their_own(stripe, proposal, officer):
    with pytest.raises(OwnProposal):
        refunding.agree(proposal.pk, officer.user)
    answer = officer.post(address("agree", proposal), follow=True).content.decode()
    assert "You proposed this yourself" in answer
    assert Refund.objects.get().state == RefundState.PROPOSED and refunds_at(stripe) == []


@pytest.mark.parametrize("who", ["the second", "who proposed it"])
def test_what_is_declined_is_not_sent_and_can_be_proposed_again(stripe, attempt, proposal, officer, second, who):
    decides = second if who == "the second" else officer
    decides.post(address("decline", proposal))
    declined = Refund.objects.get()
    assert (declined.state, declined.decided_by) == (RefundState.DECLINED, decides.user)
    with pytest.raises(Overtaken):
        refunding.agree(proposal.pk, second.user)
    assert ask(attempt, officer.user, 3_000_00).state == RefundState.PROPOSED and refunds_at(stripe) == []


def test_two_who_agree_at_once_send_it_once(stripe, proposal, second):
    refunding.agree(proposal.pk, second.user)
    third = signed_in_officer()
    for verb in ("agree", "decline"):
        answer = third.post(address(verb, proposal), follow=True).content.decode()
        assert "Nothing of yours was done" in answer
    assert refunds_at(stripe) == [2_000_00] and Refund.objects.get().decided_by == second.user


def test_an_answer_that_is_lost_after_the_second_agreed_is_asked_for_again(
    stripe, proposal, second, time_machine_at
):
    with time_machine_at(days=3):
        stripe.faults = [None, 503, 503]
        assert refunding.agree(proposal.pk, second.user).state == RefundState.ASKED
        asked = len(stripe.requests)
        assert refunding.send_waiting() == 0 and len(stripe.requests) == asked, "it was asked for a moment ago"
    with time_machine_at(days=5):
        # Stripe is there again, and has forgotten the idempotency key.
        stripe.faults.clear()
        stripe.answered.clear()
        assert refunding.send_waiting() == 1
    assert refunds_at(stripe) == [2_000_00]


def test_what_went_back_meanwhile_is_not_sent_twice(stripe, attempt, proposal, second, deliver):
    stripe.create_refund({"payment_intent": attempt.payment_ref, "amount": "200000"})
    deliver(*stripe.events)
    answer = second.post(address("agree", proposal), follow=True).content.decode()
    assert "no longer left" in answer and refunds_at(stripe) == [2_000_00]
    assert Refund.objects.get().state == RefundState.PROPOSED


def test_a_refund_of_any_size_that_was_made_at_the_payment_company_is_booked(stripe, attempt, proposal, deliver):
    stripe.create_refund({"payment_intent": attempt.payment_ref, "amount": "300000"})
    deliver(*stripe.events)
    attempt.refresh_from_db()
    assert attempt.returned_minor == 3_000_00
    assert LedgerTransaction.objects.get(kind="refunded").lines.filter(account="returned").get().minor == 3_000_00


@pytest.mark.parametrize("verb", ["agree", "decline"])
def test_who_signed_in_long_ago_proves_first_who_they_are(stripe, proposal, second, verb):
    signed_in(second, ago=timedelta(minutes=11))
    answer = second.post(address(verb, proposal))
    assert "/admin/confirm/" in answer["Location"] and Refund.objects.get().state == RefundState.PROPOSED
    assert confirm(second, to=address(verb, proposal))["Location"] == address(verb, proposal)
    assert second.get(address(verb, proposal))["Location"].endswith(f"/inspect/{proposal.attempt_id}/")
    assert Refund.objects.get().state == RefundState.PROPOSED, "where the sign-in leads back to decides nothing"


@pytest.mark.parametrize("role", ["Administrator", "Press officer", "Protection officer"])
def test_nobody_without_the_right_sees_or_decides(stripe, proposal, role):
    stranger = Client()
    stranger.force_login(UserFactory(role=role))
    for verb in ("agree", "decline"):
        stranger.post(address(verb, proposal))
    assert Refund.objects.get().state == RefundState.PROPOSED
    assert "2,000.00" not in stranger.get(reverse("waiting_decisions"), follow=True).content.decode()


def test_the_second_officer_finds_it_and_the_first_is_told_to_wait(stripe, attempt, officer, second):
    sent = {"number": str(uuid.uuid4()), "amount": "2000", "reason": "twice"}
    form = officer.get(reverse("refund_payment", args=[attempt.pk])).content.decode()
    assert "Above 1,000.00\xa0EUR" in form
    told = officer.post(reverse("refund_payment", args=[attempt.pk]), sent, follow=True).content.decode()
    assert "until a second officer agrees" in told and "Take the proposal back" in told
    proposed = Refund.objects.get()
    assert address("agree", proposed) not in told
    more = {**sent, "number": str(uuid.uuid4()), "amount": "1"}
    assert (
        "A proposal for this payment waits"
        in officer.post(reverse("refund_payment", args=[attempt.pk]), more).content.decode()
    )
    assert "Decisions that wait for a second officer" in second.get("/admin/").content.decode()
    listed = second.get(reverse("waiting_decisions")).content.decode()
    assert "2,000.00\xa0EUR" in listed and reverse("card_payment:inspect", args=[attempt.pk]) in listed
    assert address("agree", proposed) in page(second, attempt)
    assert "It is on its way" in second.post(address("agree", proposed), follow=True).content.decode()
    assert second.user.get_full_name() in page(officer, attempt)


def test_where_cards_are_switched_off_nobody_is_asked_to_agree(stripe, attempt, proposal, second, settings):
    settings.STRIPE_SECRET_KEY = settings.STRIPE_WEBHOOK_SECRET = ""
    assert address("agree", proposal) not in page(second, attempt)
    told = second.post(address("agree", proposal), follow=True).content.decode()
    assert "Cards are not switched on here" in told and "no longer left" not in told
    assert Refund.objects.get().state == RefundState.PROPOSED


@pytest.fixture
def paid():
    return AttemptFactory(paid=True, minor=3_000_00, received_minor=3_000_00)


def kept(paid, minor, state, officer=None, **fields) -> Refund:
    asked_by = officer or UserFactory()
    return paid.refunds.create(minor=minor, reason=RefundReason.WISHED, asked_by=asked_by, state=state, **fields)


SENT = [RefundState.ASKED, RefundState.ACCEPTED, RefundState.DONE]


@pytest.mark.parametrize("state", SENT)
def test_attacker_with_a_console_sends_nothing_above_the_limit_alone(paid, state):
    assert is_refused(lambda: kept(paid, LIMIT + 1, state))
    kept(paid, 600_00, RefundState.DONE)
    assert is_refused(lambda: kept(paid, 400_01, state))
    assert not is_refused(lambda: kept(paid, 400_00, state))
    agreed = {"decided_by": UserFactory(), "decided_at": timezone.now()}
    assert not is_refused(lambda: kept(paid, 2_000_00, state, **agreed))


def test_attacker_with_a_console_takes_another_payment_of_the_pledge(paid):
    second = AttemptFactory(pledge=paid.pledge, state=AttemptState.PAID, received_minor=3_000_00)
    kept(paid, 600_00, RefundState.DONE)
    assert is_refused(lambda: kept(second, 400_01, RefundState.ASKED))
    assert not is_refused(lambda: kept(second, 400_00, RefundState.ASKED))


@pytest.mark.parametrize("state", SENT)
def test_attacker_with_a_console_sends_no_proposal_that_nobody_else_agreed_to(paid, state):
    officer = UserFactory()
    proposed = Refund.objects.filter(pk=kept(paid, LIMIT + 1, RefundState.PROPOSED, officer).pk)
    now = timezone.now()
    assert is_refused(lambda: proposed.update(state=state))
    assert is_refused(lambda: proposed.update(state=state, decided_by=officer, decided_at=now))
    assert is_refused(lambda: proposed.update(state=state, decided_by=UserFactory()))
    assert is_refused(lambda: proposed.update(decided_by=UserFactory(), decided_at=now))
    agreed = {"decided_by": UserFactory(), "decided_at": now}
    assert is_refused(lambda: proposed.update(state=state, **agreed)) == (state != RefundState.ASKED)


def test_what_was_decided_stays_and_two_proposals_never_wait_for_one_payment(paid):
    kept(paid, 1_500_00, RefundState.PROPOSED)
    assert is_refused(lambda: kept(paid, 1_200_00, RefundState.PROPOSED))
    assert is_refused(lambda: Refund.objects.update(state=RefundState.DECLINED))
    Refund.objects.update(state=RefundState.DECLINED, decided_by=UserFactory(), decided_at=timezone.now())
    assert is_refused(lambda: Refund.objects.update(state=RefundState.ASKED))
    assert is_refused(lambda: Refund.objects.update(decided_by=UserFactory()))
    assert is_refused(lambda: kept(paid, 1, RefundState.DECLINED))


def test_what_was_sent_before_there_was_a_second_officer_is_booked_when_it_is_told(paid):
    """A notification is never refused: the rule asks when money is sent, not when it has left."""
    first = kept(paid, 900_00, RefundState.ACCEPTED)
    agreed = {"decided_by": UserFactory(), "decided_at": timezone.now()}
    kept(paid, 2_000_00, RefundState.ACCEPTED, **agreed)
    assert not is_refused(lambda: Refund.objects.filter(pk=first.pk).update(state=RefundState.DONE))
