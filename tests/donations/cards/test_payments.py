"""The way to the payment page: offered when it can be paid, opened once, telling Stripe no more than it needs."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from donations import life_cycle
from donations.cards.models import AttemptState
from donations.cards.payments import begin
from donations.choices import FactKind, LinkPurpose, PledgeStatus
from donations.links import issue_link
from donations.models import Attempt, Pledge
from donations.providers import stripe_checkout
from tests.donations.cards.payer import on_payment_page, press_button
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


def page_of(client, pledge, purpose=LinkPurpose.THANKS):
    return client.get(f"/en/pledge/{purpose.value}/{issue_link(pledge, purpose)}/")


def offers_card(client, pledge) -> bool:
    return "Pay by card" in page_of(client, pledge).content.decode()


def receive(pledge, minor):
    life_cycle.record(
        life_cycle.hold(pledge.pk), FactKind.RECEIVED, once=str(minor), at=timezone.now(), minor=minor
    )


@pytest.mark.parametrize("purpose", [LinkPurpose.THANKS, LinkPurpose.MANAGE])
def test_the_button_leads_to_stripes_page(client, stripe, purpose):
    pledge = PledgeFactory(confirmed=True)
    page = page_of(client, pledge, purpose)
    assert "Pay 50.00\xa0EUR by card" in page.content.decode()
    (action,) = [part.split('"')[0] for part in page.content.decode().split('action="') if "/card/" in part[:90]]
    answer = client.post(action)
    attempt = Attempt.objects.get()
    assert answer.status_code == 303 and answer["Location"] == stripe.things[attempt.provider_ref]["url"]
    assert (attempt.state, attempt.minor, attempt.currency) == (AttemptState.OPEN, 50_00, "EUR")


def test_the_pages_form_may_lead_to_stripe_and_nowhere_else(client, stripe):
    pledge = PledgeFactory(confirmed=True)
    policy = page_of(client, pledge)["Content-Security-Policy"]
    assert f"form-action 'self' {stripe.address};" in policy + ";"
    assert stripe.address not in client.get("/en/pledge/")["Content-Security-Policy"]


def test_without_keys_nothing_of_cards_is_shown_and_no_policy_is_widened(client, settings):
    page = page_of(client, PledgeFactory(confirmed=True))
    assert "card" not in page.content.decode().split("<main")[1].split("</main")[0].lower()
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
    assert press_button(client, Pledge.objects.get()).status_code == 409


def test_stripe_learns_neither_name_nor_address_nor_dedication_nor_programme_nor_reference(client, stripe):
    pledge = PledgeFactory(confirmed=True, name="Quorl Lovelace", dedication="For Byron", is_anonymous=False)
    press_button(client, pledge)
    told = str(stripe.requests)
    for secret in (
        "Quorl",
        "Byron",
        "supporter@",
        pledge.programme.title,
        pledge.reference,
        str(pledge.public_id),
    ):
        assert secret not in told
    assert "telemetry" not in told.lower() and "Linux" not in told


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_where_the_supporter_comes_back_opens_nothing_and_says_nothing_of_the_pledge(client, stripe, language):
    pledge = PledgeFactory(confirmed=True, language=language)
    press_button(client, pledge)
    (_method, _what, asked, _headers) = stripe.requests[-1]
    for name in ("success_url", "cancel_url"):
        path = asked[name].removeprefix("http://testserver")
        assert path.startswith(f"/{language}/pledge/card/") and "{" not in path and "?" not in path
        answer = client.get(path)
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
        assert "50" not in answer.content.decode().split("<main")[1].split("</main")[0]


def test_coming_back_proves_nothing(client, stripe):
    attempt = on_payment_page()
    client.get(reverse("card_paid"))
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.OPEN and Pledge.objects.get().status == PledgeStatus.ACTIVE


def test_clicking_twice_leads_to_the_same_page(client, stripe, time_machine_at):
    pledge = PledgeFactory(confirmed=True)
    first, second = press_button(client, pledge), press_button(client, pledge)
    assert first["Location"] == second["Location"] and Attempt.objects.count() == 1
    with time_machine_at(minutes=21):
        assert press_button(client, pledge)["Location"] != first["Location"]


def test_clicking_again_in_another_language_leads_to_the_page_that_is_open(client, stripe):
    pledge = PledgeFactory(confirmed=True)
    first = press_button(client, pledge)
    Pledge.objects.filter(pk=pledge.pk).update(language="fr")
    second = press_button(client, pledge)
    assert (second.status_code, second["Location"]) == (303, first["Location"]) and Attempt.objects.count() == 1


def test_an_answer_that_is_lost_on_the_way_is_asked_for_again_and_opens_one_page(client, stripe):
    stripe.faults = ["lost"]
    answer = press_button(client, PledgeFactory(confirmed=True))
    sessions = [thing for thing in stripe.things.values() if thing["object"] == "checkout.session"]
    assert answer["Location"] == sessions[0]["url"] and len(sessions) == 1


@pytest.mark.parametrize("faults", [[500], [503], ["lost", "lost"]])
def test_when_stripe_is_away_nothing_is_charged_and_the_page_says_what_to_do(client, stripe, faults):
    pledge = PledgeFactory(confirmed=True)
    stripe.faults = list(faults)
    answer = press_button(client, pledge)
    assert answer.status_code == 503 and "make a bank transfer" in answer.content.decode()
    assert Attempt.objects.get().state == AttemptState.ENDED
    assert press_button(client, pledge).status_code == 303


def test_when_stripe_takes_the_question_and_never_answers_the_supporter_is_told_and_may_try_again(
    client, stripe, monkeypatch
):
    monkeypatch.setattr(stripe_checkout, "PATIENCE_SECONDS", 0.2)
    pledge = PledgeFactory(confirmed=True)
    stripe.faults = ["silent", "silent"]
    answer = press_button(client, pledge)
    assert answer.status_code == 503 and "make a bank transfer" in answer.content.decode()
    assert Attempt.objects.get().state == AttemptState.ENDED
    assert press_button(client, pledge).status_code == 303


@pytest.mark.django_db(transaction=True)
def test_the_attempt_is_committed_before_stripe_hears_of_it(stripe):
    pledge = PledgeFactory(confirmed=True)
    seen = []
    make = stripe.create_session

    def look(asked):
        # The double answers in a thread of its own, which sees only what is committed.
        seen.append(Attempt.objects.filter(public_id=asked["client_reference_id"], state="new").count())
        connection.close()
        return make(asked)

    stripe.create_session = look
    begin(pledge)
    assert seen == [1]


@pytest.mark.parametrize(
    ("currency", "minor", "offered"),
    [
        ("EUR", 999_999_99, True),
        ("EUR", 1_000_000_00, False),
        ("JPY", 500, True),
        ("KWD", 5_010, True),
        ("KWD", 5_001, False),
    ],
)
def test_only_amounts_that_stripe_takes_are_offered(client, stripe, currency, minor, offered):
    pledge = PledgeFactory(confirmed=True, currency=currency, minor=minor)
    assert offers_card(client, pledge) == offered
    assert press_button(client, pledge).status_code == (303 if offered else 409)


def test_the_next_part_is_offered_and_what_came_otherwise_is_taken_off(client, stripe):
    pledge = PledgeFactory(confirmed=True, rhythm="instalments", instalments=3, minor=100_00)
    for already, due in ((0, "33.34"), (33_34, "33.33"), (20_00, "13.33"), (13_33, "33.33")):
        if already:
            receive(pledge, already)
        assert f"Pay {due}\xa0EUR by card" in page_of(client, pledge).content.decode()
    receive(pledge, 33_33)
    assert not offers_card(client, pledge)


def test_a_gift_that_was_paid_is_not_offered_again(client, stripe, deliver):
    attempt = on_payment_page()
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    assert not offers_card(client, attempt.pledge)
    assert press_button(client, attempt.pledge).status_code == 409


def test_a_monthly_gift_is_offered_again_when_the_next_is_nearly_due(client, stripe, deliver, time_machine_at):
    attempt = on_payment_page(rhythm="monthly")
    stripe.pay(attempt.provider_ref)
    deliver(*stripe.events)
    assert not offers_card(client, attempt.pledge)
    with time_machine_at(days=28):
        assert offers_card(client, attempt.pledge)


def test_a_cancelled_pledge_is_not_offered(client, stripe):
    pledge = PledgeFactory(confirmed=True, status=PledgeStatus.CANCELLED)
    assert press_button(client, pledge).status_code == 409 and not Attempt.objects.exists()


def test_another_site_cannot_press_the_button_nor_can_a_stranger_or_a_mail_scanner(client, stripe):
    pledge = PledgeFactory(confirmed=True)
    assert press_button(client, pledge, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(f"/en/pledge/thanks/{'x' * 43}/card/").status_code == 404
    confirm = issue_link(pledge, LinkPurpose.CONFIRM)
    assert client.post(f"/en/pledge/thanks/{confirm}/card/").status_code == 404
    token = issue_link(pledge, LinkPurpose.THANKS)
    assert client.get(f"/en/pledge/thanks/{token}/card/").status_code == 405
    assert not Attempt.objects.exists()
