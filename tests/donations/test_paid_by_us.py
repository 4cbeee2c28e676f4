""" "Bank" of the ledger, and what we paid ourselves, come to what the bank's statement says."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from donations.accounts import Reason
from donations.models import LedgerTransaction, StatementEntry
from donations.statements.choices import EntryState, Way
from donations.statements.importing import take_in
from donations.statements.settling import Part, settle
from tests.donations.officers import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.donations import BankAccountFactory, PledgeFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db

DAY = "/admin/reconciliation/"
FEE = Paid("15.00", "fee", mark="D", day="2026-11-03")


@pytest.fixture
def officer(client):
    return sign_in(client, "view_ledgertransaction")


@pytest.fixture
def bring(db, tmp_path):
    """Return `bring(content, day)`, which takes a statement of ours in on that day."""
    BankAccountFactory()

    def read_in(content: bytes, day: str):
        file = tmp_path / "statement"
        file.write_bytes(content)
        with time_machine.travel(f"{day} 09:00:00+00:00"):
            return take_in(file)

    return read_in


@pytest.fixture
def pledge():
    return PledgeFactory(confirmed=True)


def evening(officer, day: str) -> dict[str, tuple[int, int, int]]:
    """Return what went, what came and what each row of EUR held in the evening, by its label."""
    rows = officer.get(DAY, {"day": day}).context["movements"]
    return {str(row.label): (row.went.minor, row.came.minor, row.closing.minor) for row in rows}


def in_the_bank() -> int:
    """Return what all payments that were read in come to: the statement, had it begun with nothing."""
    return sum(entry.minor if entry.is_credit else -entry.minor for entry in StatementEntry.objects.all())


PAID, SENT_BACK = "Paid by us, not in the ledger", "Sent back by officers, taken from “Bank” already"
STATEMENT = "So the bank’s statement ends with"


def test_a_fee_of_the_bank_stands_below_and_both_come_to_the_statement(bring, officer, pledge):
    bring(camt([Paid("50.00", pledge.reference), FEE]), "2026-11-04")
    rows = evening(officer, "2026-11-04")
    assert rows["Bank"] == (0, 50_00, 50_00) and rows[PAID] == (-15_00, 0, -15_00)
    assert rows[STATEMENT] == (-15_00, 50_00, 35_00) and in_the_bank() == 35_00
    assert LedgerTransaction.objects.count() == 1, "the ledger holds nothing of the fee"
    page = officer.get(DAY, {"day": "2026-11-04"}).content.decode()
    assert PAID in page and "-15.00\xa0EUR" in page and "on which it was read in" in page


def test_a_statement_of_earlier_days_counts_on_the_day_of_reading_it_in(bring, officer, pledge):
    bring(camt([Paid("50.00", pledge.reference), FEE], number="S1"), "2026-11-04")
    later = [Paid("20.00", "x", day="2026-11-05"), Paid("2.00", "fee", mark="D", day="2026-11-05")]
    assert evening(officer, "2026-11-09")[STATEMENT] == (0, 0, 35_00)
    bring(camt(later, number="S2"), "2026-11-10")
    assert evening(officer, "2026-11-05")[STATEMENT] == (0, 0, 35_00)
    assert evening(officer, "2026-11-10")[PAID] == (-2_00, 0, -17_00)
    assert evening(officer, "2026-11-10")[STATEMENT] == (-2_00, 20_00, 53_00) and in_the_bank() == 53_00
    assert PAID not in evening(officer, "2026-11-03")


def test_what_an_officer_sent_back_is_taken_off_once(bring, officer, pledge):
    """The ledger books it when it is decided, and the bank shows it later, as a payment of ours."""
    bring(camt([Paid("50.00", pledge.reference), Paid("20.00", "no words")], number="S1"), "2026-11-04")
    odd = StatementEntry.objects.get(state=EntryState.OPEN)
    with time_machine.travel("2026-11-05 09:00:00+00:00"):
        settle(odd.pk, way=Way.SEND_BACK, reason=Reason.PAYER_ASKED, parts=[Part(20_00)], actor=UserFactory(),
               version=odd.version)  # fmt: skip
    between = evening(officer, "2026-11-05")
    assert between["Bank"] == (-20_00, 0, 50_00) and between[SENT_BACK] == (0, 20_00, 20_00)
    assert between[STATEMENT][2] == in_the_bank() == 70_00
    bring(camt([Paid("20.00", "back", mark="D", day="2026-11-06"), FEE], number="S2"), "2026-11-07")
    assert evening(officer, "2026-11-07")[STATEMENT] == (-35_00, 0, 35_00) and in_the_bank() == 35_00


def test_it_stands_below_the_bank_in_its_own_currency(bring, officer, pledge):
    BankAccountFactory(currency="USD", number="GB33BUKB20201555555555")
    bring(camt([Paid("50.00", pledge.reference), FEE]), "2026-11-04")
    dollars = camt([Paid("9.00", "x", currency="USD")], account="GB33BUKB20201555555555", currency="USD")
    bring(dollars, "2026-11-04")
    rows = officer.get(DAY, {"day": "2026-11-04"}).context["movements"][:4]
    assert [(str(row.label), row.closing.currency) for row in rows] == [
        ("Bank", "EUR"), (PAID, "EUR"), (STATEMENT, "EUR"), ("Bank", "USD"),
    ]  # fmt: skip


def test_where_we_paid_nothing_bank_stands_alone(bring, officer, pledge):
    bring(camt([Paid("50.00", pledge.reference)]), "2026-11-04")
    assert set(evening(officer, "2026-11-04")) == {"Bank", "Received for a programme"}


def test_it_asks_as_often_for_many_fees_as_for_one(bring, officer):
    def queries() -> int:
        officer.get(DAY, {"day": "2026-11-04"})
        with CaptureQueriesContext(connection) as captured:
            officer.get(DAY, {"day": "2026-11-04"})
        return len(captured)

    bring(camt([FEE]), "2026-11-04")
    few = queries()
    fees = [Paid("1.00", "fee", mark="D", bank=f"F{number}") for number in range(30)]
    bring(camt(fees, number="S2"), "2026-11-04")
    assert queries() == few
