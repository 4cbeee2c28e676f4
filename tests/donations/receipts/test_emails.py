"""Supporters get a link to their receipts, once, with a subject that says nothing; others get nothing."""

import re

import pytest
from django.core import mail

from campaign_site.delivery.models import OutboxItem
from donations import managing, pledging
from donations.models import Receipt
from donations.receipts.emails import tell_supporters
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(run_commits):
    """`tell()`: let the periodic work write, and send what it wrote."""

    def telling() -> int:
        with run_commits():
            return tell_supporters()

    return telling


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_money_that_comes_brings_a_link_in_the_supporters_language(client, give, tell, language):
    pledge = PledgeFactory(confirmed=True, language=language)
    give(to=pledge)
    assert tell() == 1
    (message,) = mail.outbox
    (path,) = re.findall(rf"http://testserver(/{language}/pledge/manage/\S+)", message.body)
    page = client.get(path).content.decode()
    assert Receipt.objects.get().number in page
    assert not re.search(r"pledge|gift|receipt|RF\d|don|money|\d", message.subject, re.IGNORECASE)


def test_each_gift_is_told_of_once_however_often_the_work_runs(give, tell):
    give()
    assert [tell(), tell()] == [1, 0]
    give("pay-2")
    assert [tell(), tell()] == [1, 0]
    assert len(mail.outbox) == 2


def test_several_gifts_at_once_make_one_mail(give, tell):
    give()
    give("pay-2", 10_00)
    assert tell() == 1 and len(mail.outbox) == 1


def test_an_address_that_nobody_confirmed_gets_no_link(give, tell):
    pledge = PledgeFactory()
    give(to=pledge)
    assert tell() == 0 and mail.outbox == []
    pledging.confirm(pledge)
    assert tell() == 0


def test_who_was_forgotten_gets_no_mail_and_what_waits_is_gone(give, tell, pledge):
    give()
    tell_supporters()
    assert OutboxItem.objects.filter(key__contains=":receipt:").count() == 1
    managing.forget(pledge)
    assert not OutboxItem.objects.filter(key__contains=":receipt:").exists()
    give("pay-2")
    assert tell() == 0 and mail.outbox == []


def test_the_row_that_waits_names_nobody(give):
    give()
    tell_supporters()
    item = OutboxItem.objects.get(key__contains=":receipt:")
    assert "example.org" not in f"{item.key}{item.reference}{item.payload}" and "Ada" not in str(item.payload)
