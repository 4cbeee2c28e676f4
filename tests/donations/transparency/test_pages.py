"""What anybody can look up: the same totals as everywhere else, the statements, and a ledger without people."""

import csv
import io
import json
import re
from decimal import Decimal

import pytest
from django.conf import settings

from campaign_site.delivery.client_address import network
from campaign_site.delivery.rate_limits import count
from campaign_site.lists.spreadsheets import FORMULA
from donations.models import LedgerLine, PublishedStatement, Receipt
from donations.receiving import receive
from donations.totals import totals_in_all
from donations.transparency import views
from donations.transparency.proofs import check_receipt, check_statement
from donations.transparency.publishing import publish, receipt_file
from donations.transparency.signing import public_key
from tests.donations.money_facts import fact
from tests.factories.donations import PledgeFactory, ProgrammePageFactory, programmes

pytestmark = pytest.mark.django_db

PAGE = "/en/transparency/"


def ledger(client) -> list[dict]:
    """Return the rows of the published ledger."""
    answer = client.get(f"{PAGE}ledger.csv")
    assert answer.status_code == 200 and answer.streaming
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_page_opens_in_each_language_with_and_without_money(client, language, gifts):
    publish()
    page = client.get(f"/{language}/transparency/")
    text = page.content.decode()
    assert page.status_code == 200 and text.count("<h1") == 1 and "<script" not in text and not page.cookies
    assert public_key(settings.STATEMENT_KEY) in text and PublishedStatement.objects.get().digest in text


def test_without_pledges_and_key_the_page_opens(client, settings):
    settings.STATEMENT_KEY = b""
    page = client.get(PAGE)
    assert page.status_code == 200 and "No pledges yet" in page.content.decode()
    assert client.get(f"{PAGE}statement.json").status_code == 404


def test_the_page_shows_the_same_totals_as_bar_and_cards(client, gifts):
    text = client.get(PAGE).content.decode()
    for total in totals_in_all():
        for money in (total.promised, total.received, total.returned, total.lapsed):
            shown = text.count(f">{money.format('en')}<")
            # In its programme, and in all; what is nothing would only fill the screen of a phone.
            assert shown >= 2 if money.minor else shown == 0
    assert "Amounts of nothing are left out." in text


def test_of_many_statements_the_newest_stands_open_and_each_can_be_reached(client, gifts, time_machine_at):
    numbers = []
    for week in range(3):
        with time_machine_at(days=7 * week):
            numbers.append(publish().number)
    text = client.get(PAGE).content.decode()
    before, _tag, after = text.partition("<details>")
    assert f'start="{numbers[-1]}"' in before and f'start="{numbers[-2]}"' in after
    for number in numbers:
        assert f"statements/{number}.json" in (before if number == numbers[-1] else after)


def test_a_programme_has_its_name_in_the_readers_language_and_none_when_it_is_not_public(client, gifts):
    here, hidden, _other = gifts
    key = here.programme.translation_key
    ProgrammePageFactory(parent=programmes("ar"), title="بيت آمن", translation_key=key)
    hidden.programme.unpublish()
    arabic, english = (client.get(f"/{code}/transparency/").content.decode() for code in ("ar", "en"))
    assert '<bdi lang="ar">بيت آمن</bdi>' in arabic and f'<bdi lang="en">{here.programme.title}</bdi>' in english
    assert "no longer shown" in english and hidden.programme.title not in english


def test_the_numbers_cost_the_same_with_many_pledges(client, gifts, django_assert_max_num_queries):
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_the_published_file_proves_a_receipt(client, gifts):
    published = publish()
    answer = client.get(f"{PAGE}statement.json")
    statement = check_statement(json.loads(answer.content), public_key(settings.STATEMENT_KEY))
    receipt = Receipt.objects.get(position=4)
    assert check_receipt(receipt_file(receipt, published), statement).number == receipt.number
    assert client.get(f"/ar/transparency/statements/{published.number}.json").content == answer.content
    assert client.get(f"{PAGE}statements/99.json").status_code == 404


def test_the_published_ledger_adds_up_to_the_published_totals(client, gifts):
    rows = ledger(client)
    assert len(rows) == LedgerLine.objects.count()
    for total in totals_in_all():
        own = [row for row in rows if row["currency"] == total.received.currency]
        received = sum(Decimal(row["credit"] or 0) for row in own if row["account"] == "income")
        returned = sum(Decimal(row["debit"] or 0) for row in own if row["account"] == "returned")
        assert (received, returned) == (total.received.decimal(), total.returned.decimal())
    numbers = {row["number"] for row in rows}
    for number in numbers:
        own = [row for row in rows if row["number"] == number]
        assert sum(Decimal(row["debit"] or 0) - Decimal(row["credit"] or 0) for row in own) == 0


def test_no_cell_of_the_ledger_is_a_formula(client, gifts):
    receive(fact(ref="=cmd|' /C calc'!A0", provider="fake"), PledgeFactory(confirmed=True))
    cells = [cell for row in ledger(client) for cell in row.values()]
    assert len(cells) > 100 and [cell for cell in cells if FORMULA.match(cell)] == []


def test_the_published_ledger_holds_nothing_that_leads_to_a_person(client, gifts):
    text = str(ledger(client))
    for pledge in gifts:
        assert pledge.reference not in text and pledge.email not in text
    assert "pay-1" not in text and not re.search(r"[0-9a-f]{64}", text) and not re.search(r"\d\d:\d\d", text)


def test_a_network_that_asks_for_the_ledger_too_often_is_asked_to_wait(client, gifts):
    for _ in range(views.CSVS_OF_ONE_NETWORK):
        count(views.CSV, network("127.0.0.1"))
    answer = client.get(f"{PAGE}ledger.csv")
    assert answer.status_code == 429 and answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["", "statement.json", "ledger.csv"])
def test_pages_are_only_read(client, page):
    assert client.post(f"{PAGE}{page}").status_code in {403, 405}
