"""Sending card payments back: never more than came in, never twice, only by those who may, to the same card."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry

from campaign_site.delivery.jobs.periodic import run_all
from donations.cards import refunding
from donations.cards.models import RefundReason, RefundState
from donations.cards.payments import begin
from donations.choices import PledgeStatus
from donations.models import Attempt, LedgerTransaction, Pledge, ProviderEvent, Refund
from donations.money import Money
from donations.receipts.net_amounts import of_pledge
from tests.accounts.by_form import confirm
from tests.donations.cards.payer import on_payment_page
from tests.factories.accounts import signed_in

pytestmark = pytest.mark.django_db


def officer_with(client, *permissions):
    user = get_user_model().objects.create_user(f"u{uuid.uuid4().hex[:6]}@example.org", "secret")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *permissions]))
    client.force_login(user)
    return user


@pytest.fixture
def attempt(stripe, deliver):
    """A card payment of 50.00 EUR that came in."""
    made = on_payment_page()
    stripe.pay(made.provider_ref)
    deliver(*stripe.events)
    return made


@pytest.fixture
def officer(client):
    return officer_with(client, "view_attempt", "refund_attempt")


def ask(attempt, officer, minor, number=None, currency="EUR"):
    number = number or uuid.uuid4()
    return refunding.ask(attempt.pk, Money.of(minor, currency), RefundReason.WISHED, officer, number=number)


def screen(attempt) -> str:
    return f"/admin/card_payment/{attempt.pk}/refund/"


def refunds_at(stripe) -> list[dict]:
    return [thing for thing in stripe.things.values() if thing["object"] == "refund"]


def left(attempt) -> int:
    return Attempt.objects.get(pk=attempt.pk).refundable.minor


def test_a_refund_whose_answer_nobody_understands_keeps_no_other_waiting(
    attempt, officer, stripe, deliver, time_machine_at
):
    other = on_payment_page()
    stripe.pay(other.provider_ref)
    deliver(*stripe.events)
    stripe.faults = [503] * 8
    waiting = [ask(one, officer, 1_00) for one in (attempt, other)]
    stripe.faults.clear()
    assert {refund.state for refund in waiting} == {RefundState.ASKED}
    attempt.refresh_from_db()
    stripe.things["re_odd"] = {
        "id": "re_odd",
        "object": "refund",
        "payment_intent": attempt.payment_ref,
        "metadata": {"refund": str(waiting[0].public_id)},
    }
    with time_machine_at(minutes=3):
        assert refunding.send_waiting() == 1
    assert Refund.objects.get(pk=waiting[1].pk).state == RefundState.DONE


def test_the_number_of_another_payments_form_sends_nothing_back(attempt, officer, stripe, deliver):
    other, number = on_payment_page(), uuid.uuid4()
    stripe.pay(other.provider_ref)
    deliver(*stripe.events)
    ask(attempt, officer, 1_00, number)
    with pytest.raises(refunding.TooMuch):
        ask(other, officer, 1_00, number)
    assert len(refunds_at(stripe)) == 1


def test_a_refund_is_sent_booked_and_reopens_the_promise(stripe, attempt, officer):
    assert Pledge.objects.get().status == PledgeStatus.FULFILLED
    assert ask(attempt, officer, 20_00).state == RefundState.DONE
    assert left(attempt) == 30_00 and Pledge.objects.get().status == PledgeStatus.ACTIVE
    assert list(LedgerTransaction.objects.order_by("pk").values_list("kind", flat=True)) == [
        "received",
        "refunded",
    ]


def test_the_receipt_of_the_payment_that_went_back_says_so_and_not_that_of_a_later_one(
    stripe, officer, deliver, time_machine_at
):
    first = on_payment_page(rhythm="monthly")
    stripe.pay(first.provider_ref)
    deliver(*stripe.events)
    with time_machine_at(days=31):
        begin(first.pledge)
        second = first.pledge.attempts.exclude(pk=first.pk).get()
        stripe.pay(second.provider_ref)
        deliver(*stripe.events)
    with time_machine_at(days=40):
        ask(first, officer, 20_00)
    assert [now.returned_minor for now in of_pledge(first.pledge)] == [20_00, 0]


def test_the_notification_of_our_own_refund_books_nothing_more(stripe, attempt, officer, deliver):
    ask(attempt, officer, 20_00)
    deliver(*stripe.events, *stripe.events[::-1])
    assert left(attempt) == 30_00 and LedgerTransaction.objects.filter(kind="refunded").count() == 1


def test_a_notification_that_is_faster_than_the_answer_books_it_once(
    stripe, attempt, officer, deliver, time_machine_at
):
    attempt.refresh_from_db()
    number = uuid.uuid4()
    # As if the process had ended between the question and the answer.
    refund = attempt.refunds.create(public_id=number, minor=20_00, reason=RefundReason.TWICE, asked_by=officer)
    stripe.create_refund(
        {"payment_intent": attempt.payment_ref, "amount": "2000", "metadata[refund]": str(number)}
    )
    deliver(*stripe.events)
    assert left(attempt) == 10_00, "it is not known yet that the two are one"
    with time_machine_at(minutes=2):
        assert run_all()["cards: send refunds"] == 1
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE and left(attempt) == 30_00
    assert len(refunds_at(stripe)) == 1


@pytest.mark.parametrize("minor", [50_01, 1_000_000_00])
def test_no_more_goes_back_than_came_in(stripe, attempt, officer, minor):
    with pytest.raises(refunding.TooMuch):
        ask(attempt, officer, minor)
    ask(attempt, officer, 30_00)
    with pytest.raises(refunding.TooMuch):
        ask(attempt, officer, 20_01)
    assert left(attempt) == 20_00 and Refund.objects.count() == 1


def test_two_parts_that_are_each_small_enough_are_not_both_sent_when_together_they_are_not(
    stripe, attempt, officer
):
    stripe.faults = [503, 503]
    assert ask(attempt, officer, 30_00).state == RefundState.ASKED
    with pytest.raises(refunding.TooMuch):
        ask(attempt, officer, 30_00)


def test_what_was_disputed_cannot_be_sent_back_too(stripe, attempt, officer, deliver):
    attempt.refresh_from_db()
    stripe.dispute(attempt.payment_ref, 50_00)
    deliver(*stripe.events)
    with pytest.raises(refunding.TooMuch):
        ask(attempt, officer, 1)


def test_kuwaiti_refunds_end_in_a_zero(stripe, officer, deliver):
    attempt = on_payment_page(currency="KWD", minor=5_010)
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    with pytest.raises(refunding.TooMuch):
        ask(attempt, officer, 1_001, currency="KWD")
    assert ask(attempt, officer, 1_010, currency="KWD").state == RefundState.DONE


@pytest.mark.parametrize("fault", ["lost", 503])
def test_an_answer_that_is_lost_is_asked_for_again_and_the_refund_is_made_once(
    stripe, attempt, officer, time_machine_at, fault
):
    # Whether it was made already is answered; the request to make it is not.
    stripe.faults = [None, fault, fault]
    assert ask(attempt, officer, 20_00).state == RefundState.ASKED
    with time_machine_at(days=2):
        # Stripe has forgotten the idempotency key by then.
        stripe.answered.clear()
        assert run_all()["cards: send refunds"] == 1
    assert Refund.objects.get().state == RefundState.DONE and left(attempt) == 30_00
    assert len(refunds_at(stripe)) == 1


def test_a_refund_that_stripe_refuses_leaves_the_money_where_it_is(stripe, attempt, officer):
    attempt.refresh_from_db()
    # Sent back at the payment company meanwhile, and we were not told yet.
    stripe.create_refund({"payment_intent": attempt.payment_ref, "amount": "4000"})
    assert ask(attempt, officer, 20_00).state == RefundState.REFUSED
    assert not LedgerTransaction.objects.filter(kind="refunded").exists()


def test_a_refund_that_comes_back_is_shown_as_failed_and_is_money_of_ours_again(stripe, attempt, officer, deliver):
    refund = ask(attempt, officer, 20_00)
    stripe.fail_refund(refund.provider_ref)
    deliver(*stripe.events)
    refund.refresh_from_db()
    assert refund.state == RefundState.FAILED and left(attempt) == 50_00
    assert Pledge.objects.get().status == PledgeStatus.FULFILLED


def test_an_officer_sends_back_on_the_screen(client, stripe, attempt, officer):
    page = client.get(screen(attempt)).content.decode()
    assert "50.00\xa0EUR can still be sent back" in page and 'value="50"' in page
    answers = {"number": str(uuid.uuid4()), "amount": "0.50", "reason": "wished"}
    for _twice in range(2):
        answer = client.post(screen(attempt), answers, follow=True)
        assert "It is on its way to the card" in answer.content.decode()
    page = answer.content.decode()
    assert "The supporter asks for it" in page and Refund.objects.get().asked_by == officer
    assert left(attempt) == 49_50


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "50.01"}, "can still be sent back"),
        ({"amount": "-1"}, "without a minus"),
        ({"amount": "0"}, "The smallest amount"),
        ({"amount": "NaN"}, "could not read"),
        ({"amount": "1.001"}, "Do you mean"),
        ({"reason": "because"}, "because"),
        ({"number": "1"}, "number"),
    ],
)
def test_odd_answers_send_nothing(client, stripe, attempt, officer, changes, said):
    answers = {"number": str(uuid.uuid4()), "amount": "5", "reason": "wished", **changes}
    answer = client.post(screen(attempt), answers)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not Refund.objects.exists()


@pytest.mark.parametrize("permissions", [[], ["view_attempt"], ["view_pledge", "export_pledge"]])
def test_nobody_sends_back_without_the_right_to(client, stripe, attempt, permissions):
    officer_with(client, *permissions)
    for send in (client.get, client.post):
        assert send(screen(attempt)).status_code in {302, 403}
    page = client.get(f"/admin/card_payment/inspect/{attempt.pk}/", follow=True).content.decode()
    assert "Send money back" not in page and not Refund.objects.exists()


def test_who_signed_in_long_ago_proves_first_who_they_are(client, stripe, attempt, officer, time_machine_at):
    with time_machine_at(minutes=11):
        answer = client.post(screen(attempt), {"number": str(uuid.uuid4()), "amount": "5", "reason": "wished"})
    assert answer.status_code == 302 and not Refund.objects.exists()


def test_officers_find_a_payment_by_its_reference_and_take_the_list_with_them(client, stripe, attempt):
    officer_with(client, "view_attempt", "export_pledge")
    reference = attempt.pledge.reference
    shown = client.get("/admin/card_payment/", {"q": reference.lower()}).content.decode()
    assert attempt.reference_for_people in shown and "50.00\xa0EUR" in shown
    assert attempt.reference_for_people not in client.get("/admin/card_payment/", {"q": "RF00"}).content.decode()
    exported = client.get("/admin/card_payment/", {"export": "csv"}).getvalue().decode()
    assert attempt.reference_for_people in exported and "50.00" in exported


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/"])
def test_nobody_changes_a_payment_in_the_admin(client, stripe, attempt, admin_user, path):
    client.force_login(admin_user)
    for send in (client.get, client.post):
        answer = send(f"/admin/card_payment/{path.format(pk=attempt.pk)}")
        assert answer.status_code in {302, 403, 404} and answer.get("Location", "/admin/") == "/admin/"
    assert Attempt.objects.get().received_minor == 50_00


def test_a_message_that_cannot_be_read_is_shown_until_an_officer_saw_to_it(client, stripe, deliver, officer):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref)
    (charge,) = [event for event in stripe.events if event["type"] == "charge.succeeded"]
    charge["data"]["object"]["currency"] = "sek"
    deliver(charge)
    assert charge["id"] in client.get("/admin/card_payment/messages/").content.decode()
    message = ProviderEvent.objects.get()
    officer_with(client, "view_attempt")
    assert client.post(f"/admin/card_payment/messages/{message.pk}/").status_code in {302, 403}
    assert ProviderEvent.objects.get().processed_at is None
    client.force_login(officer)
    answer = client.post(f"/admin/card_payment/messages/{message.pk}/", follow=True)
    assert charge["id"] not in answer.content.decode() and ProviderEvent.objects.get().processed_at
    client.post(f"/admin/card_payment/messages/{message.pk}/")
    entry = ModelLogEntry.objects.get(action="donations.settle_message")
    assert entry.user == officer and message.event_ref in entry.message


def test_nobody_puts_a_message_aside_on_an_unlocked_screen(client, officer):
    message = ProviderEvent.objects.create(
        provider="stripe", event_ref="evt_1", problem="x", report={"facts": [], "links": {}, "ended": []}
    )
    signed_in(client, ago=timedelta(minutes=11))
    address = f"/admin/card_payment/messages/{message.pk}/"
    assert "/admin/confirm/" in client.post(address)["Location"]
    assert ProviderEvent.objects.get().processed_at is None and not ModelLogEntry.objects.exists()
    assert confirm(client, to=address)["Location"] == address
    assert client.get(address)["Location"].endswith("/messages/"), "where the sign-in leads back to"
    assert ProviderEvent.objects.get().processed_at is None


def test_a_message_that_is_only_late_is_not_put_aside_by_hand(client, stripe, officer):
    message = ProviderEvent.objects.create(
        provider="stripe", event_ref="evt_1", report={"facts": [], "links": {}, "ended": []}
    )
    client.post(f"/admin/card_payment/messages/{message.pk}/")
    assert ProviderEvent.objects.get().processed_at is None


def test_each_payment_in_the_list_leads_to_its_page_and_the_list_to_the_messages_that_wait(
    client, stripe, attempt, officer
):
    shown = client.get("/admin/card_payment/").content.decode()
    assert f'href="/admin/card_payment/inspect/{attempt.pk}/"' in shown
    assert 'href="/admin/card_payment/messages/"' in shown


@pytest.mark.parametrize(("currency", "has_third"), [("EUR", False), ("KWD", True)])
def test_only_where_there_are_three_decimals_it_speaks_of_the_third(
    client, stripe, officer, deliver, currency, has_third
):
    attempt = on_payment_page(currency=currency, minor=5_010)
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    answers = {"number": str(uuid.uuid4()), "amount": "900", "reason": "wished"}
    told = client.post(screen(attempt), answers).content.decode()
    assert "can still be sent back" in told and ("three decimals" in told) == has_third


@pytest.mark.parametrize(("currency", "minor"), [("EUR", 50_10), ("KWD", 5_010), ("JPY", 5_000)])
def test_the_amount_that_the_form_offers_has_one_reading(client, stripe, officer, deliver, currency, minor):
    attempt = on_payment_page(currency=currency, minor=minor)
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    offered = client.get(screen(attempt)).context["form"]["amount"].value()
    client.post(screen(attempt), {"number": str(uuid.uuid4()), "amount": offered, "reason": "wished"})
    assert Refund.objects.get().minor == minor


@pytest.fixture
def switched_off(attempt, settings):
    """Paid by card before, and the keys are gone."""
    settings.STRIPE_SECRET_KEY = settings.STRIPE_WEBHOOK_SECRET = ""
    return attempt


def test_where_cards_are_switched_off_nothing_is_offered_and_the_reason_is_said(client, switched_off, officer):
    said = "Cards are not switched on here"
    page = client.get(f"/admin/card_payment/inspect/{switched_off.pk}/").content.decode()
    assert said in page and screen(switched_off) not in page
    answers = {"number": str(uuid.uuid4()), "amount": "5", "reason": "wished"}
    for answer in (
        client.get(screen(switched_off), follow=True),
        client.post(screen(switched_off), answers, follow=True),
    ):
        page = answer.content.decode()
        assert answer.redirect_chain[-1][0].endswith(f"/inspect/{switched_off.pk}/")
        assert said in page and "decimals" not in page and "can still be sent back" not in page
    assert not Refund.objects.exists()


def test_of_a_payment_that_never_came_nothing_is_sent_and_one_is_led_back(client, stripe, officer):
    unpaid = on_payment_page()
    answer = client.get(screen(unpaid), follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/inspect/{unpaid.pk}/")
    page = answer.content.decode()
    assert "Nothing is left of this payment" in page and "0.00\xa0EUR can" not in page
