"""Somebody who guesses, at one account or at many: slowed, told of, and none the wiser."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign_site.accounts import role_table
from campaign_site.accounts.lockout import Secret
from campaign_site.delivery.models import OutboxItem, RateCount
from tests.accounts.by_form import type_code, type_password
from tests.factories.accounts import UserFactory, code_now, with_app

pytestmark = pytest.mark.django_db

TOO_MANY = "Too many tries"


@pytest.fixture
def user():
    user = UserFactory(role=role_table.WRITER, email="writer@example.org")
    with_app(user)
    return user


def from_network(number: int) -> Client:
    return Client(REMOTE_ADDR=f"10.0.{number}.7")


def said(answer) -> str:
    return str(answer.context["form"].errors)


def guess(email: str, times: int, *, first: int = 0) -> list[str]:
    """Type a wrong password so often, each time from another network; return what was said."""
    return [said(type_password(from_network(first + n), email, "wrong")) for n in range(times)]


def test_who_guesses_from_everywhere_gets_ten_tries_at_a_password_and_the_same_words_for_nobody(user):
    known, unknown = guess(user.email, 12), guess("nobody@example.org", 12, first=100)
    assert known == unknown
    assert [TOO_MANY in words for words in known] == [False] * Secret.PASSWORD.for_account + [True, True]
    assert said(type_password(from_network(200), user.email.upper())) == known[-1], (
        "the right one is not tried any more"
    )


def test_who_tries_one_password_at_many_accounts_is_stopped_by_their_network(user):
    client = from_network(1)
    most = Secret.PASSWORD.for_network
    answers = [said(type_password(client, f"person{n}@example.org", "Summer2026!")) for n in range(most + 1)]
    assert [TOO_MANY in words for words in answers] == [False] * most + [True]
    assert TOO_MANY in said(type_password(from_network(1), user.email)), "another browser of the network"
    assert type_password(from_network(2), user.email).status_code == 302, "everybody else gets in"


def test_a_network_that_is_refused_locks_nobody_out(user):
    attacker = from_network(1)
    for number in range(Secret.PASSWORD.for_network):
        type_password(attacker, f"person{number}@example.org", "wrong")
    counts = RateCount.objects.count()
    for _try in range(Secret.PASSWORD.for_account + 1):
        assert TOO_MANY in said(type_password(attacker, user.email, "wrong"))
    assert RateCount.objects.count() == counts
    assert type_password(from_network(2), user.email).status_code == 302


def test_who_guesses_on_and_on_within_a_minute_locks_an_account_for_the_quarter_of_an_hour_and_not_the_day(user):
    morning = timezone.now().replace(hour=6, minute=1)
    with time_machine.travel(morning):
        for network in range(4):
            for _try in range(Secret.PASSWORD.for_network):
                type_password(from_network(network), user.email, "wrong")
        assert TOO_MANY in said(type_password(from_network(9), user.email))
    with time_machine.travel(morning + timedelta(hours=1)):
        assert type_password(from_network(9), user.email).status_code == 302


def test_who_knows_the_password_gets_five_tries_at_the_code(user):
    clients = [from_network(n) for n in range(7)]
    for client in clients:
        type_password(client, user.email)
    right = code_now()
    wrong = "000000" if right != "000000" else "111111"
    answers = [said(type_code(client, wrong)) for client in clients[:6]]
    assert [TOO_MANY in words for words in answers] == [False] * 5 + [True]
    assert type_code(clients[6], right).status_code == 200, "not even the right one, for a quarter of an hour"


def test_owner_and_administrators_are_told_of_guessing_once_and_learn_no_address(user, run_commits, mailoutbox):
    administrator = UserFactory(role=role_table.ADMINISTRATOR)
    officer = UserFactory(role=role_table.PROTECTION_OFFICER)
    with run_commits():
        guess(user.email, 14)
    told = {mail.to[0]: mail for mail in mailoutbox}
    assert len(mailoutbox) == len(told) == 3
    assert set(told) == {user.email, administrator.email, officer.email}
    for mail in mailoutbox:
        assert mail.subject == "Many wrong tries to sign in"
        assert "10.0." not in mail.body and user.email not in mail.body


def test_whose_password_is_known_is_told_so_whatever_else_was_guessed_that_day(user, run_commits, mailoutbox):
    with run_commits():
        guess(user.email, 14)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)), run_commits():
        clients = [from_network(n) for n in range(20, 27)]
        for client in clients:
            type_password(client, user.email)
            type_code(client, "000000" if code_now() != "000000" else "111111")
    (told,) = [mail for mail in mailoutbox if mail.to == [user.email] and "password" in mail.subject]
    assert told.subject == "Somebody knows your password"
    assert "choose a new one now" in told.body


def test_the_same_is_written_for_known_and_unknown_addresses_before_the_answer(user):
    """What is done for one of them alone could be told by the clock; it waits until the answer has left."""
    addresses = (user.email, "nobody@example.org")
    for email in addresses:
        Client().post(reverse("wagtailadmin_password_reset"), {"email": email})
        guess(email, 11)
    rows = list(OutboxItem.objects.order_by("pk").values_list("kind", flat=True))
    assert rows[: len(rows) // 2] == rows[len(rows) // 2 :] == ["sign-in.link", "sign-in.guessing"]


def test_who_has_a_mailbox_flooded_with_links_sends_three(user, run_commits, mailoutbox):
    with run_commits():
        for number in range(6):
            from_network(number).post(reverse("wagtailadmin_password_reset"), {"email": user.email})
    assert [mail.to for mail in mailoutbox] == [[user.email]] * 3
    assert {mail.subject for mail in mailoutbox} == {"Your new password"}


def test_who_reads_the_database_finds_no_typed_address_in_what_waits(user):
    Client().post(reverse("wagtailadmin_password_reset"), {"email": user.email})
    item = OutboxItem.objects.get()
    assert user.email not in f"{item.key}{item.payload}"


def test_right_tries_are_not_counted(user, client):
    for _n in range(Secret.PASSWORD.for_account + 2):
        assert type_password(Client(), user.email).status_code == 302
