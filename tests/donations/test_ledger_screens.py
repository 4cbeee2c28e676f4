"""The ledger in the admin: an officer reads it, and the day; nobody else does, and nobody changes any of it."""

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from donations.models import ExchangeRate, LedgerTransaction
from donations.providers.money_facts import MoneyKind
from donations.receiving import receive
from tests.donations.money_facts import fact
from tests.donations.officers import sign_in
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

LIST, DAY = "/admin/ledger/", "/admin/reconciliation/"


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True)


@pytest.fixture
def booked(pledge):
    receive(fact(minor=1_00, ref="unmatched"), None)
    return receive(fact(), pledge)


@pytest.fixture
def officer(client):
    return sign_in(client, "view_ledgertransaction", "export_ledgertransaction")


def shown(officer, **query) -> set[int]:
    """Return the numbers of the transactions that the list shows."""
    return {row.pk for row in officer.get(LIST, query).context["object_list"]}


def test_an_officer_reads_the_list_and_each_transaction(officer, booked, pledge):
    page = officer.get(LIST).content.decode()
    assert "50.00\xa0EUR" in page and pledge.reference_for_people in page and "Received for a programme" in page
    page = officer.get(f"{LIST}inspect/{booked.pk}/").content.decode()
    assert booked.hash in page and pledge.programme.title in page and "-50.00\xa0EUR" in page


def test_it_is_found_by_reference_by_number_and_by_what_the_provider_calls_it(officer, booked, pledge):
    spaced = " ".join([pledge.reference[:4], pledge.reference[4:8], pledge.reference[8:]])
    for typed in (pledge.reference, spaced.lower(), "pay-1", str(booked.pk)):
        assert shown(officer, q=typed) == {booked.pk}, typed
    for typed in ("pay", "9" * 30, "²", "%", "supporter@example.org"):
        assert shown(officer, q=typed) == set(), typed


def test_it_is_filtered_by_kind_and_reason(officer, booked, pledge):
    refund = receive(fact(MoneyKind.REFUNDED, ref="back"), pledge)
    assert shown(officer, kind="refunded") == {refund.pk}
    assert shown(officer, reason="paid_twice") == set()
    assert len(shown(officer)) == 3


def test_a_file_of_it_holds_numbers(officer, booked, pledge):
    rows = list(csv.DictReader(io.StringIO(officer.get(LIST, {"export": "csv"}).getvalue().decode())))
    assert [row["Amount"] for row in rows] == ["50.00", "1.00"]
    assert rows[0]["References"] == pledge.reference and rows[0]["Currency"] == "EUR"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "x"])
def test_no_day_of_the_calendar_breaks_the_page(officer, booked, day):
    assert officer.get(DAY, {"day": day}).status_code == 200


@pytest.mark.parametrize("address", [LIST, f"{LIST}?export=csv", f"{LIST}inspect/2/", DAY, f"{DAY}?export=csv"])
def test_an_editor_without_the_permission_sees_nothing_of_it(client, booked, pledge, address):
    sign_in(client, "view_pledge")
    response = client.get(address, follow=True)
    assert response.redirect_chain
    body = response.content.decode()
    assert not any(told in body for told in (pledge.reference, pledge.reference_for_people, booked.hash))


@pytest.mark.parametrize("address", [f"{LIST}?export=csv", f"{DAY}?export=csv"])
def test_who_may_read_but_not_take_it_along_gets_no_file(client, booked, address):
    sign_in(client, "view_ledgertransaction")
    response = client.get(address)
    assert response.status_code in {302, 403} and "attachment" not in response.get("Content-Disposition", "")


@pytest.mark.parametrize("path", ["new/", "edit/2/", "delete/2/"])
def test_nobody_changes_the_ledger_in_the_admin(client, booked, path):
    sign_in(client, is_superuser=True)
    before = list(LedgerTransaction.objects.values())
    for send in (client.get, client.post):
        assert send(LIST + path).status_code in {302, 403, 404, 405}
    assert list(LedgerTransaction.objects.values()) == before


def test_the_list_asks_as_often_for_50_transactions_as_for_2(officer, booked, pledge):
    def queries():
        officer.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            officer.get(LIST)
        return len(captured)

    few = queries()
    for number in range(48):
        receive(fact(minor=1, ref=f"more-{number}"), pledge)
    assert queries() == few


def test_the_day_shows_what_moved_and_where_everything_stood(officer, pledge):
    with time_machine.travel("2026-11-10 09:00:00+00:00"):
        receive(fact(minor=20_00, ref="yesterday"), pledge)
    with time_machine.travel("2026-11-11 23:59:59+00:00"):
        receive(fact(minor=30_00, ref="today"), pledge)
        receive(fact(MoneyKind.REFUNDED, 5_00, "back"), pledge)
    with time_machine.travel("2026-11-12 00:00:00+00:00"):
        receive(fact(minor=7_00, ref="tomorrow"), pledge)
    found = officer.get(DAY, {"day": "2026-11-11"}).context["movements"]
    clearing = found[0]
    assert (clearing.account, clearing.provider, clearing.lines) == ("clearing", "fake", 2)
    amounts = (clearing.opening, clearing.came, clearing.went, clearing.closing)
    assert [money.minor for money in amounts] == [20_00, 30_00, -5_00, 45_00]
    assert [(row.account.value, row.closing.minor) for row in found[1:]] == [
        ("income", -50_00),
        ("returned", 5_00),
    ]
    assert sum(row.closing.minor for row in found) == 0


def test_the_day_is_today_unless_a_day_is_asked_for(officer, booked):
    today = timezone.now().date()
    for query in ({}, {"day": "soon"}, {"day": ""}):
        response = officer.get(DAY, query)
        assert response.status_code == 200 and response.context["day"] == today
    assert officer.get(DAY, {"day": "2020-01-01"}).context["movements"] == []


def test_the_file_of_totals_holds_what_the_public_sees_and_no_formula(officer, pledge, booked):
    pledge.programme.title = "=1+1"
    pledge.programme.save_revision().publish()
    (row,) = csv.DictReader(io.StringIO(officer.get(DAY, {"export": "csv"}).content.decode()))
    assert row == {
        "programme": "'=1+1", "currency": "EUR", "pledges": "1", "promised": "50.00", "received": "50.00",
        "returned": "0.00", "lapsed": "0.00",
    }  # fmt: skip


@time_machine.travel("2026-11-11 09:00:00+00:00")
def test_rates_are_entered_by_who_may_and_a_second_one_of_a_day_is_refused(client):
    sign_in(client, "add_exchangerate", "view_exchangerate")
    typed = {"currency": "USD", "dated": "2026-11-01", "worth": "0.9234", "source": "European Central Bank"}
    assert client.post("/admin/exchangerate/new/", typed).status_code == 302
    answer = client.post("/admin/exchangerate/new/", typed)
    assert "There is a rate for this currency and day already." in answer.content.decode()
    assert str(ExchangeRate.objects.get().worth) == "0.9234000"
    sign_in(client, "view_pledge")
    assert client.post("/admin/exchangerate/new/", {**typed, "dated": "2026-11-02"}).status_code == 302
    assert ExchangeRate.objects.count() == 1


def test_what_is_known_by_its_day_only_shows_no_time(client, pledge):
    receive(fact(ref="by-day", occurred_at=datetime(2026, 11, 3, tzinfo=UTC)), pledge)
    timed = receive(fact(ref="by-time"), pledge)
    by_day = LedgerTransaction.objects.get(provider_ref="by-day")
    sign_in(client, "view_ledgertransaction", "view_pledge")
    listed = client.get(LIST, {"columns": "occurred_at"}).content.decode()
    assert 'datetime="2026-11-03"' in listed and "Nov. 3, 2026, midnight" not in listed
    assert 'datetime="2026-11-02T12' in listed
    for path in (f"{LIST}inspect/{by_day.pk}/", f"/admin/pledge/inspect/{pledge.pk}/"):
        shown = client.get(path).content.decode()
        assert "Nov. 3, 2026" in shown and "Nov. 3, 2026, " not in shown, path
    assert "Nov. 2, 2026, noon" in client.get(f"{LIST}inspect/{timed.pk}/").content.decode()
