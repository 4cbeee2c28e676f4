"""An officer reads one pledge: amounts in words, what happened, and the payments that name it."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from donations.choices import FactKind
from donations.life_cycle import hold, record
from donations.models import Pledge
from donations.statements.importing import take_in
from tests.factories.accounts import UserFactory
from tests.factories.donations import BankAccountFactory, PledgeFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    client = Client()
    client.force_login(UserFactory(role="Fundraising officer"))
    return client


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True, minor=5000, language="fr")


def pay(pledge: Pledge, folder) -> None:
    BankAccountFactory()
    file = folder / "statement"
    file.write_bytes(camt([Paid("50.00", structured=pledge.reference)]))
    take_in(file)


def opened(client, pledge: Pledge) -> str:
    return client.get(f"/admin/pledge/inspect/{pledge.pk}/").content.decode()


def test_amounts_and_languages_are_words_and_nothing_is_a_dash(officer, pledge):
    page = opened(officer, pledge)
    assert "50.00\xa0EUR" in page and "Money(" not in page
    assert "français" in page
    assert ">None<" not in page and ">True<" not in page and "<bdi>–</bdi>" in page


def test_what_came_is_told_with_a_link_to_the_payment(officer, pledge, tmp_path):
    pay(pledge, tmp_path)
    page = opened(officer, pledge)
    assert str(FactKind.RECEIVED.label) in page
    assert "/admin/bank_payment/inspect/" in page


def test_whoever_may_not_see_payments_sees_the_pledge_without_them(pledge, tmp_path):
    pay(pledge, tmp_path)
    client, user = Client(), UserFactory()
    user.user_permissions.add(permission("view_pledge"), permission("access_admin"))
    client.force_login(user)
    page = opened(client, pledge)
    assert pledge.reference_for_people in page
    assert "/admin/bank_payment/inspect/" not in page


def permission(codename: str) -> Permission:
    return Permission.objects.get(codename=codename)


def test_a_lapse_is_no_amount(officer, pledge):
    with transaction.atomic():
        record(hold(pledge.pk), FactKind.LAPSED, once="lapsed", at=timezone.now())
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*Lapsed.*?</tr>", opened(officer, pledge))
    assert "0.00" not in row and "–" in row
