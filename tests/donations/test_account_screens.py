"""Whoever puts in an account of their own takes all that is given: it wants a fresh sign-in, and is told."""

from datetime import timedelta

import pytest

from campaign_site.accounts import role_table
from campaign_site.delivery.models import OutboxItem
from donations.models import BankAccount
from tests.factories.accounts import UserFactory, signed_in
from tests.factories.donations import BankAccountFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/bankaccount/"
IBAN = "GB33BUKB20201555555555"
ANSWERS = {"currency": "EUR", "holder": "H", "number": IBAN, "bic": "COBADEFFXXX", "bank": "B"}
CHANGES = [("edit/{pk}/", ANSWERS), ("delete/{pk}/", {}), ("new/", {**ANSWERS, "currency": "USD"}),
           ("copy/{pk}/", {**ANSWERS, "currency": "USD"})]  # fmt: skip


@pytest.fixture
def account():
    return BankAccountFactory()


@pytest.fixture
def desk(client, account):
    """A superuser, the only one who may do all of it, who just confirmed."""
    client.force_login(UserFactory(email="root@example.org", is_superuser=True))
    return client


@pytest.mark.parametrize(("path", "answers"), CHANGES)
def test_attacker_at_an_unlocked_screen_changes_no_account(desk, account, path, answers):
    signed_in(desk, ago=timedelta(minutes=11))
    before = list(BankAccount.objects.values())
    for send in (desk.get, desk.post):
        answer = send(LIST + path.format(pk=account.pk), answers)
        assert answer.status_code == 302 and "/admin/confirm/" in answer["Location"]
    assert list(BankAccount.objects.values()) == before
    for path in ("", f"inspect/{account.pk}/", f"history/{account.pk}/"):
        assert desk.get(LIST + path).status_code == 200, path


@pytest.mark.parametrize(("path", "answers"), CHANGES)
def test_officers_and_administrators_hear_of_each_change_and_read_no_number(
    desk, account, mailoutbox, run_commits, path, answers
):
    UserFactory(email="officer@example.org", role=role_table.FUNDRAISING_OFFICER)
    UserFactory(email="admin@example.org", role=role_table.ADMINISTRATOR)
    UserFactory(email="writer@example.org", role=role_table.WRITER)
    UserFactory(email="gone@example.org", role=role_table.ADMINISTRATOR, is_active=False)
    before = list(BankAccount.objects.values())
    with run_commits():
        assert desk.post(LIST + path.format(pk=account.pk), answers).status_code == 302
    assert list(BankAccount.objects.values()) != before
    told = sorted(mail.to[0] for mail in mailoutbox)
    assert told == ["admin@example.org", "officer@example.org", "root@example.org"]
    for mail in mailoutbox:
        assert answers.get("currency", "EUR") in mail.body and "EUR" not in mail.subject
        assert IBAN not in mail.body and account.number not in mail.body and account.bank not in mail.body


def test_an_account_that_is_not_taken_is_not_told_of(desk, account):
    assert desk.post(f"{LIST}edit/{account.pk}/", {**ANSWERS, "number": "DE00"}).status_code == 200
    assert not OutboxItem.objects.filter(kind="mail").exists()


def test_that_an_account_is_an_example_is_said_in_words(desk):
    shown = BankAccountFactory(currency="USD", is_example=True)
    pages = [desk.get(LIST + path).content.decode() for path in ("", f"inspect/{shown.pk}/")]
    assert not any("True" in page or "False" in page for page in pages)
    assert "<dd>Yes</dd>" in "".join(pages[1].split())
