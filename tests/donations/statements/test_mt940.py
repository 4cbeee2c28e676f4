"""MT940: fields, its ways to write a purpose, and what is refused."""

from datetime import date

import pytest

from donations.statements.entries import StatementError
from donations.statements.field86 import told
from tests.donations.statements.reader import entries, heads
from tests.factories.statements import OURS, Paid, mt940

REFERENCE = "RF18539007547034"


def test_a_payment_is_read_with_its_words_over_broken_lines():
    content = mt940([Paid("1050.50", f"thank you for all that you do {REFERENCE}", bank="B1")])
    (head,), (entry,) = heads(content), entries(content)
    assert (head.account, head.number, head.currency, head.page) == (OURS, "1", "EUR", 1)
    assert (entry.minor, entry.is_credit, entry.booked_on) == (105050, True, date(2026, 11, 2))
    assert entry.text == (f"thank you for all that you do {REFERENCE}",)
    assert (entry.payer, entry.bank_reference) == ("Maria Example", "B1")


@pytest.mark.parametrize(
    ("mark", "is_credit", "is_reversal"),
    [("C", True, False), ("D", False, False), ("RC", False, True), ("RD", True, True)],
)
def test_directions_and_reversals_are_told_apart(mark, is_credit, is_reversal):
    (entry,) = entries(mt940([Paid("50.00", mark=mark)]))
    assert (entry.is_credit, entry.is_reversal) == (is_credit, is_reversal)


def test_the_day_of_booking_lies_in_the_year_nearest_to_the_value_date():
    content = mt940([Paid("50.00")]).replace(b":61:2611021102", b":61:2612310102")
    (entry,) = entries(content)
    assert entry.booked_on == date(2027, 1, 2)


def test_names_in_an_older_encoding_are_read():
    (entry,) = entries(mt940([Paid("50.00", payer="Zoë Müller")]))
    assert entry.payer == "Zoë Müller"


def test_a_byte_of_nothing_between_the_words_is_passed_over():
    (entry,) = entries(mt940([Paid("50.00", "a gi\0ft")]))
    assert entry.text == ("a gift",)


def test_dutch_words_and_free_lines_are_read():
    dutch = told(["/TRTP/SEPA OVERBOEKING/IBAN/NL00/NAME/J JANSEN/REMI/", f"STRD/ISO/{REFERENCE}/EREF/E1"])
    assert (dutch.structured, dutch.payer, dutch.end_to_end) == ((REFERENCE,), "J JANSEN", "E1")
    assert told(["/NAME/J JANSEN/REMI/USTD//a gift"]).text == ("a gift",)
    assert told(["a gift", "for you"]).text == ("a gift", "for you")
    assert told(["/RTRN/AC04/NAME/X/REMI/back"]).is_returned


def test_a_statement_that_does_not_add_up_is_refused():
    with pytest.raises(StatementError, match="do not add up"):
        entries(mt940([Paid("50.00")], closing="149.99"))


def test_a_file_that_breaks_off_is_refused():
    content = mt940([Paid("50.00")])
    with pytest.raises(StatementError, match="middle of a statement"):
        entries(content[: content.index(b":62F:")])


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b":61:261102", b":61:269902", r"line \d+: a date is none"),
        (b"C50,00N", b"X50,00N", "field 61"),
        (b":60F:C", b":60F:?", "a balance"),
        (b":25:" + OURS.encode(), b":25:", "no account"),
        (b":20:STARTUMSE\r\n", b"hello\r\n", "neither"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(before, after, words):
    content = mt940([Paid("50.00")])
    assert before in content
    with pytest.raises(StatementError, match=words):
        entries(content.replace(before, after))


def test_an_attacker_who_sends_one_endless_line_is_refused():
    with pytest.raises(StatementError, match="more lines"):
        entries(mt940([Paid("50.00", "x" * 1_000_000)]))


def test_two_messages_in_one_file_are_two_statements():
    content = mt940([Paid("50.00")]) + mt940([Paid("20.00")], number="2/1")
    assert [head.number for head in heads(content)] == ["1", "2"]
    assert [entry.minor for entry in entries(content)] == [5000, 2000]
