"""Whoever can reach the webhook sends what they like; only what Stripe signed, just now and for us, is kept."""

import json
import logging

import pytest

from donations.models import Attempt, LedgerTransaction, ProviderEvent
from tests.donations.cards.payer import final_state, on_payment_page, post_notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(stripe):
    """Return the events of a payment, none of them delivered."""
    stripe.pay(on_payment_page().provider_ref)
    return stripe.events


def charge_of(events) -> dict:
    return next(event for event in events if event["type"] == "charge.succeeded")


def refused(client, body, signature) -> bool:
    answer = post_notification(client, body, signature)
    assert not ProviderEvent.objects.exists() and not LedgerTransaction.objects.exists()
    return answer.status_code == 400


def test_a_genuine_notification_is_kept_once_and_booked(stripe, paid, deliver):
    deliver(charge_of(paid), charge_of(paid))
    assert ProviderEvent.objects.count() == LedgerTransaction.objects.count() == 1
    assert Attempt.objects.get().received_minor == 50_00


def test_attacker_without_the_secret_books_nothing(client, stripe, paid):
    body, _own = stripe.signed(charge_of(paid))
    _body, foreign = stripe.signed(charge_of(paid), secret="whsec_guessed")
    at = foreign.split(",")[0]
    for signature in (
        "",
        "t=1",
        foreign,
        f"{at},v1=",
        f"{at},v1=é",
        f"{at},v0=00",
        "t=x,v1=y",
        "\x00",
        "t=9" * 99,
    ):
        assert refused(client, body, signature)


def test_attacker_who_changes_one_byte_of_a_genuine_notification_is_refused(client, stripe, paid):
    body, signature = stripe.signed(charge_of(paid))
    for place in range(0, len(body), 97):
        changed = bytes([*body[:place], body[place] ^ 1, *body[place + 1 :]])
        assert refused(client, changed, signature)


def test_a_notification_that_broke_off_is_refused(client, stripe, paid):
    body, signature = stripe.signed(charge_of(paid))
    for length in (0, 1, len(body) // 2, len(body) - 1):
        assert refused(client, body[:length], signature)


def test_attacker_who_replays_an_old_notification_is_refused(client, stripe, paid):
    body, signature = stripe.signed(charge_of(paid), age=301)
    assert refused(client, body, signature)


def test_replays_within_five_minutes_change_nothing(client, stripe, paid, deliver):
    deliver(*paid)
    before, kept = final_state(), ProviderEvent.objects.count()
    deliver(*paid, *reversed(paid))
    assert final_state() == before and ProviderEvent.objects.count() == kept


@pytest.mark.parametrize("live", [True, None, "false", 1])
def test_the_other_modes_notification_is_refused(client, stripe, paid, live):
    assert refused(client, *stripe.signed({**charge_of(paid), "livemode": live}))


def test_what_happened_on_somebody_elses_account_is_refused(client, stripe, paid):
    """Of accounts that are connected with ours Stripe tells as well, signed with our own secret."""
    assert refused(client, *stripe.signed({**charge_of(paid), "account": "acct_1Other"}))


@pytest.mark.parametrize("event", [[], 7, None, "text", {}, {"id": "evt_1"}, {"id": "evt_1", "livemode": False}])
def test_signed_json_that_is_no_event_is_refused(client, stripe, event):
    assert refused(client, *stripe.signed(event))


def test_bytes_that_are_no_text_are_refused(client, stripe):
    assert refused(client, b"\xff\xfe\x00{", "t=1,v1=00")


def test_a_body_of_one_megabyte_is_read_and_a_larger_one_is_not(client, stripe, paid, deliver):
    event = charge_of(paid)
    room = 1024 * 1024 - len(stripe.signed({**event, "padding": ""})[0])
    largest = {**event, "padding": "x" * room}
    assert len(stripe.signed(largest)[0]) == 1024 * 1024
    body, signature = stripe.signed({**event, "padding": "x" * (room + 1)})
    assert post_notification(client, body, signature).status_code == 413
    assert not ProviderEvent.objects.exists()
    deliver(largest)
    assert Attempt.objects.get().received_minor == 50_00


def test_what_is_kept_names_nobody(stripe, paid, deliver):
    assert "Ada Lovelace" in json.dumps(paid)
    deliver(*paid)
    kept = json.dumps(list(ProviderEvent.objects.values_list("event_ref", "report", "problem")))
    assert "Ada" not in kept and "example.org" not in kept and "ch_" in kept


def test_nothing_of_a_refused_notification_is_logged(client, stripe, paid, caplog):
    caplog.set_level(logging.DEBUG)
    body, _signature = stripe.signed(charge_of(paid))
    post_notification(client, body, "t=1,v1=00")
    assert "refused" in caplog.text and "Ada" not in caplog.text and "ch_" not in caplog.text


def test_a_currency_that_is_not_ours_is_kept_for_an_officer_and_not_guessed(stripe, paid, deliver):
    event = charge_of(paid)
    event["data"]["object"]["currency"] = "sek"
    deliver(event)
    assert ProviderEvent.objects.get().problem == "Unrepresentable" and not LedgerTransaction.objects.exists()


def test_events_that_move_no_money_are_kept_and_book_nothing(stripe, deliver):
    deliver({"id": "evt_9", "object": "event", "livemode": False, "data": {"object": {"object": "customer"}}})
    assert ProviderEvent.objects.get().processed_at and not LedgerTransaction.objects.exists()


def test_without_keys_nothing_is_taken_and_stripe_is_asked_to_try_again(client):
    assert post_notification(client, b"{}", "t=1,v1=00").status_code == 503
    assert not ProviderEvent.objects.exists()


def test_the_webhook_takes_posts_only_and_needs_no_form_of_ours(client, stripe):
    assert client.get("/hooks/stripe/").status_code == 405
    answer = client.post("/hooks/stripe/", {"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400 and not answer.cookies
