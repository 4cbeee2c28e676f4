"""Whoever tries stolen cards is slowed down and then refused, and switches cards off for nobody else alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from campaign_site.delivery.jobs.periodic import run_all
from donations.cards import guard
from donations.cards.models import AttemptState
from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.models import Attempt
from donations.providers.money_facts import MoneyKind
from tests.donations.cards.payer import on_payment_page, press_button
from tests.donations.money_facts import fact
from tests.factories.donations import AttemptFactory, PledgeFactory

pytestmark = pytest.mark.django_db

THERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def offers_card(client, pledge) -> bool:
    page = client.get(f"/en/pledge/thanks/{issue_link(pledge, LinkPurpose.THANKS)}/")
    return "Pay by card" in page.content.decode()


def begin_from(client, address) -> Attempt:
    """Open a payment page for a pledge of its own."""
    pledge = PledgeFactory(confirmed=True)
    assert press_button(client, pledge, REMOTE_ADDR=address).status_code == 303
    return pledge.attempts.get()


def answer_to(client, address) -> int:
    return press_button(client, PledgeFactory(confirmed=True), REMOTE_ADDR=address).status_code


@pytest.fixture
def refuse(stripe, deliver):
    """Have the card of each of these attempts refused, and tell the site."""

    def refusing(*attempts):
        known = len(stripe.events)
        for attempt in attempts:
            stripe.pay(attempt.provider_ref, declined=1)
        deliver(*(event for event in stripe.events[known:] if event["type"] == "charge.failed"))

    return refusing


def test_attacker_with_many_pledges_in_one_network_is_refused_and_switches_off_nobody_elses(
    client, stripe, refuse, mailoutbox
):
    tried = [begin_from(client, THERE) for _pledge in range(guard.FAILURES + 2)]
    refuse(*tried[: guard.FAILURES_THERE - 1])
    assert answer_to(client, THERE) == 303
    refuse(*tried[guard.FAILURES_THERE - 1 :])
    assert answer_to(client, THERE) == answer_to(client, "198.51.100.200") == 429
    assert answer_to(client, ELSEWHERE) == 303 and not mailoutbox
    assert offers_card(client, PledgeFactory(confirmed=True))


def test_a_network_that_was_refused_may_try_again_after_an_hour(client, refuse, time_machine):
    # Counts begin anew at midnight, and with a quarter of an hour.
    noon = timezone.now().replace(hour=12, minute=1, second=0)
    time_machine.move_to(noon)
    refuse(*[begin_from(client, THERE) for _pledge in range(guard.FAILURES_THERE)])
    time_machine.move_to(noon + timedelta(minutes=58))
    assert answer_to(client, THERE) == 429
    time_machine.move_to(noon + timedelta(minutes=80))
    assert answer_to(client, THERE) == 303


def test_attacker_with_many_networks_still_switches_to_transfers(client, refuse):
    networks = guard.FAILURES // guard.FAILURES_THERE
    for number in range(networks):
        assert offers_card(client, PledgeFactory(confirmed=True))
        refuse(*[begin_from(client, f"198.51.{number}.7") for _pledge in range(guard.FAILURES_THERE)])
    assert not offers_card(client, PledgeFactory(confirmed=True))


def test_a_refused_card_that_names_only_its_payment_counts_for_its_network_too(client):
    begun = AttemptFactory.create_batch(guard.FAILURES, network=guard.tried_from(THERE))
    for number, attempt in enumerate(begun):
        Attempt.objects.filter(pk=attempt.pk).update(payment_ref=f"pi_{number}")
        failed = fact(MoneyKind.FAILED, ref=f"ch_{number}", attempt_ref=f"pi_{number}", provider="stripe")
        guard.note_refused_cards([failed])
    assert not guard.only_transfers() and not guard.may_try(THERE, begun[0].pledge_id)


def test_whoever_reads_the_attempts_finds_no_address_and_tomorrow_no_network(client, stripe, time_machine_at):
    attempt = begin_from(client, THERE)
    assert attempt.network and not any("198.51" in str(value) for value in vars(attempt).values())
    assert begin_from(client, "198.51.100.99").network == attempt.network
    with time_machine_at(days=1):
        assert begin_from(client, THERE).network != attempt.network
    with time_machine_at(days=1, minutes=1):
        assert run_all()["cards: forget networks"] == 2
    attempt.refresh_from_db()
    assert attempt.network == "" and Attempt.objects.exclude(network="").count() == 1


def test_stripe_is_not_told_where_the_supporter_is(client, stripe):
    attempt = begin_from(client, THERE)
    assert attempt.network not in str(stripe.requests) and THERE not in str(stripe.requests)


def test_attacker_who_tries_cards_on_one_pledge_is_asked_to_wait(client, stripe):
    pledge = PledgeFactory(confirmed=True)
    answers = [press_button(client, pledge).status_code for _time in range(guard.OF_ONE_PLEDGE + 1)]
    assert answers == [303] * guard.OF_ONE_PLEDGE + [429]


def test_attacker_with_many_pledges_from_one_network_is_asked_to_wait(client, stripe, monkeypatch):
    monkeypatch.setattr(guard, "OF_ONE_NETWORK", 3)
    pledges = PledgeFactory.create_batch(4, confirmed=True)
    assert [press_button(client, pledge).status_code for pledge in pledges] == [303, 303, 303, 429]
    elsewhere = PledgeFactory(confirmed=True)
    assert press_button(client, elsewhere, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_many_refused_cards_switch_to_transfers_for_an_hour_and_tell_the_officers(
    client, stripe, deliver, mailoutbox, time_machine_at, django_user_model
):
    officer = django_user_model.objects.create_user("officer@example.org", "secret")
    officer.groups.add(Group.objects.get(name=guard.FUNDRAISING_OFFICER))
    pledge = PledgeFactory(confirmed=True)
    for _attempt in range(guard.FAILURES):
        stripe.pay(on_payment_page().provider_ref, declined=1)
    failed = [event for event in stripe.events if event["type"] == "charge.failed"]
    deliver(*failed[: guard.FAILURES - 1], *failed[: guard.FAILURES - 1])
    assert offers_card(client, pledge) and not mailoutbox
    deliver(*failed)
    assert not offers_card(client, pledge) and press_button(client, pledge).status_code == 409
    assert [mail.to for mail in mailoutbox] == [["officer@example.org"]]
    with time_machine_at(minutes=59):
        assert not offers_card(client, pledge)
    with time_machine_at(minutes=80):
        assert offers_card(client, pledge)


def test_attacker_with_one_page_and_many_wrong_cards_switches_off_nobody_elses(client, stripe, deliver):
    pledge = PledgeFactory(confirmed=True)
    stripe.pay(on_payment_page().provider_ref, declined=guard.FAILURES + 3)
    deliver(*(event for event in stripe.events if event["type"] == "charge.failed"))
    assert offers_card(client, pledge)


def test_money_that_is_told_while_cards_pause_is_booked(stripe, deliver, monkeypatch):
    monkeypatch.setattr(guard, "FAILURES", 1)
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref, declined=1)
    deliver(*stripe.events)
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.PAID
