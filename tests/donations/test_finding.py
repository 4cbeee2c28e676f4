"""A fresh link goes to the address that the pledge names, and nobody learns whether there is one."""

import re

import pytest
from django.core import mail

from campaign_site.delivery.models import OutboxItem
from donations import finding
from tests.donations.supporter import hidden_inputs
from tests.factories.donations import PledgeFactory

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


def test_who_never_confirmed_or_was_forgotten_is_not_found(ask):
    PledgeFactory(email="waiting@example.org")
    forgotten = PledgeFactory(confirmed=True)
    forgotten.forget_person()
    ask("waiting@example.org"), ask("supporter@example.org")
    assert not mail.outbox


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
