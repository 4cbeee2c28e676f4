"""A fresh link goes to the address that the pledge names, and nobody learns whether there is one."""

import re
import threading

import pytest
from django.core import mail
from django.db import connection, transaction

from campaign_site.delivery import sealing
from campaign_site.delivery.models import OutboxItem
from donations import finding, managing, pledging
from donations.life_cycle import hold
from donations.models import Pledge
from tests.donations.supporter import hidden_inputs, pledge_through
from tests.factories.donations import PledgeFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db

FIND = "/en/pledge/find/"


@pytest.fixture
def ask(client, run_commits):
    """`ask(email)`: fill in the form and send it, as a browser would; return the answer."""

    def asking(email: str, **more):
        answers = {**hidden_inputs(client.get(FIND)), "email": email, "website": "", **more}
        with run_commits():
            return client.post(FIND, answers, HTTP_SEC_FETCH_SITE="same-origin")

    return asking


def text_of(response) -> str:
    """Return the page without what differs from one rendering to the next."""
    return re.sub(r'value="[^"]{30,}"', "", response.content.decode())


def test_a_supporter_gets_a_link_to_each_pledge_and_it_opens(ask, client):
    first, second = PledgeFactory(confirmed=True, language="es"), PledgeFactory(confirmed=True, language="es")
    PledgeFactory(confirmed=True, email="other@example.org")
    assert "on its way" in ask("Supporter@Example.org").content.decode()
    (message,) = mail.outbox
    assert message.to == ["supporter@example.org"]
    links = re.findall(r"http://testserver(/es/pledge/manage/\S+)", message.body)
    pages = [client.get(link).content.decode() for link in links]
    assert [second.reference_for_people in pages[0], first.reference_for_people in pages[1], len(pages)] == [
        1,
        1,
        2,
    ]
    assert not re.search(r"pledge|gift|RF|promesa|donaci", message.subject, re.IGNORECASE)


def test_attacker_who_tries_addresses_sees_the_same_answer_for_known_and_unknown(ask):
    PledgeFactory(confirmed=True, email="known@example.org")
    known, unknown = ask("known@example.org"), ask("unknown@example.org")
    assert text_of(known) == text_of(unknown) and known.status_code == unknown.status_code == 200
    assert dict(known.headers) == dict(unknown.headers)
    assert len(mail.outbox) == 1


def test_the_request_does_the_same_for_known_and_unknown_addresses(client):
    """Without its commits: what differs is done beside the request."""
    PledgeFactory(confirmed=True, email="known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        client.post(FIND, {**hidden_inputs(client.get(FIND)), "email": email, "website": ""})
    kinds = list(OutboxItem.objects.values_list("kind", flat=True))
    assert kinds == [finding.KIND] * 2
    assert "known@" not in str(list(OutboxItem.objects.values()))


def test_whose_time_to_confirm_is_over_or_who_was_forgotten_is_not_found(ask, time_machine_at):
    late, expired = PledgeFactory(email="late@example.org"), PledgeFactory(email="expired@example.org")
    pledging.expire(expired.pk)
    forgotten = PledgeFactory(confirmed=True)
    managing.forget(forgotten)
    with time_machine_at(days=8):
        ask("late@example.org")
    ask("expired@example.org"), ask("supporter@example.org")
    assert not mail.outbox and not late.links.exists()


def test_attacker_who_uses_up_the_mails_of_a_day_keeps_nobody_from_confirming(client, ask, run_commits):
    programme, victim = ProgrammePageFactory(), "victim@example.org"
    with run_commits():
        for number in range(pledging.MAILS_TO_ONE_ADDRESS):
            pledge_through(client, programme, email=victim, amount=str(50 + number))
    mail.outbox.clear()
    with run_commits():
        pledge_through(client, programme, email=victim, amount="99")
    assert not mail.outbox
    own = Pledge.objects.get(minor=99_00)
    ask(victim)
    (message,) = mail.outbox
    assert "/manage/" not in message.body and "90 days" not in message.body
    _text, _own, after = message.body.partition(own.reference_for_people)
    link = re.findall(r"http://testserver(/en/pledge/confirm/\S+)", after)[0]
    assert client.get(link).status_code == 200 and client.post(link).status_code == 303
    own.refresh_from_db()
    assert own.is_confirmed and Pledge.objects.filter(status="active").count() == 1


def test_a_link_to_confirm_ends_when_the_pledge_does(ask, time_machine_at):
    pledge = PledgeFactory(email="waiting@example.org")
    with time_machine_at(days=5):
        ask("waiting@example.org")
        assert pledge.links.get().expires_at == pledge.expires_at and len(mail.outbox) == 1


def test_attacker_with_many_pledges_pushes_none_out_that_was_confirmed(ask, monkeypatch):
    monkeypatch.setattr(finding, "MOST_WAITING", 2)
    own = PledgeFactory(confirmed=True)
    PledgeFactory.create_batch(finding.MOST_LINKS, email="supporter@example.org")
    ask("supporter@example.org")
    assert own.reference_for_people in mail.outbox[0].body
    assert (mail.outbox[0].body.count("/manage/"), mail.outbox[0].body.count("/confirm/")) == (1, 2)


def test_whoever_is_forgotten_gets_no_mail_that_still_waits(client):
    """Nothing is committed here: all mail waits."""
    gone, stays = PledgeFactory(confirmed=True, email="a@example.org"), PledgeFactory(confirmed=True)
    for email in ("a@example.org", "supporter@example.org"):
        client.post(FIND, {**hidden_inputs(client.get(FIND)), "email": email, "website": ""})
    for item in OutboxItem.objects.filter(kind=finding.KIND):
        finding.mail_links(item)
    assert managing.forget(gone)
    (letter,) = (sealing.unseal(item.payload["sealed"]) for item in OutboxItem.objects.filter(kind="mail"))
    assert letter["to"] == stays.email


def test_whoever_was_forgotten_before_the_mail_was_written_has_no_link(client):
    pledge = PledgeFactory(confirmed=True)
    client.post(FIND, {**hidden_inputs(client.get(FIND)), "email": pledge.email, "website": ""})
    item = OutboxItem.objects.get()
    managing.forget(pledge)
    finding.mail_links(item)
    assert not pledge.links.exists() and not OutboxItem.objects.filter(kind="mail").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway")
def test_who_is_forgotten_while_the_mail_is_written_has_no_link_after(client):
    pledge, other = PledgeFactory(confirmed=True), PledgeFactory(confirmed=True)
    sealed = sealing.seal({"to": pledge.email})
    item = OutboxItem.objects.create(kind=finding.KIND, key="k", payload={"sealed": sealed})
    begun = threading.Event()

    def write():
        begun.set()
        try:
            finding.mail_links(item)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    with transaction.atomic():
        hold(pledge.pk)
        thread.start()
        assert begun.wait(10)
        thread.join(0.5)
        assert thread.is_alive(), "it waits for the pledge"
        managing.forget(pledge)
    thread.join(10)
    assert not thread.is_alive() and not pledge.links.exists() and other.links.count() == 1


def test_attacker_with_an_address_that_looks_alike_gets_no_link(ask):
    PledgeFactory(confirmed=True, email="mike@example.org")
    ask("mıke@example.org"), ask("mike@example.org.evil.example")
    assert not mail.outbox


def test_mailbox_of_a_victim_is_not_filled(ask):
    PledgeFactory(confirmed=True)
    answers = [ask(email) for email in ["supporter@example.org", "SUPPORTER@example.org"] * 4]
    assert len(mail.outbox) == finding.MAILS_TO_ONE_ADDRESS
    assert len({text_of(answer) for answer in answers}) == 1


def test_a_double_click_sends_one_mail(client, run_commits):
    PledgeFactory(confirmed=True)
    answers = {**hidden_inputs(client.get(FIND)), "email": "supporter@example.org", "website": ""}
    with run_commits():
        client.post(FIND, answers), client.post(FIND, answers)
    assert len(mail.outbox) == 1


def test_robot_that_asks_too_often_waits(ask, monkeypatch):
    monkeypatch.setattr(finding, "SEARCHES_OF_ONE_NETWORK", 1)
    assert ask("a@example.org").status_code == 200
    refused = ask("b@example.org")
    assert refused.status_code == 429 and "15 minutes" in refused.content.decode()


@pytest.mark.parametrize(
    "typed", [{"email": "nonsense"}, {"email": ""}, {"email": "a\0@example.org"}, {"website": "x"}]
)
def test_what_is_no_address_is_said_beside_the_field(ask, typed):
    answer = ask(**{"email": "supporter@example.org", **typed})
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()
    assert not OutboxItem.objects.exists()


def test_attacker_cannot_ask_from_another_site(client):
    answers = {**hidden_inputs(client.get(FIND)), "email": "supporter@example.org"}
    assert client.post(FIND, answers, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_leaves_no_copy_and_no_cookie(client, language):
    page = client.get(f"/{language}/pledge/find/")
    assert page.status_code == 200 and "no-store" in page["Cache-Control"] and not page.cookies
    assert page["X-Robots-Tag"] == "noindex" and page.content.decode().count("<h1") == 1


@pytest.mark.parametrize(("email", "says"), [("", "Enter your email address."), ("ada@", "name@example.org")])
def test_what_is_no_address_is_asked_for_in_words_of_this_site(ask, email, says):
    answer = ask(email)
    assert answer.status_code == 400 and says in answer.content.decode()
    assert "This field is required" not in answer.content.decode()
