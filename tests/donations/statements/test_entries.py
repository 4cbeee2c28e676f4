"""A payment is the same in every file that tells of it, and two equal payments are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.statements.entries import StatementError, same_account
from donations.statements.reading import LARGEST, check, read
from tests.donations.statements.reader import entries
from tests.factories.statements import (
    OURS,
    Paid,
    camt,
    camt_entry,
    camt_file,
    camt_statement,
    camt_transaction,
    mt940,
)


def identities(content: bytes) -> list[str]:
    return [entry.identity for entry in entries(content)]


def test_the_same_file_twice_tells_of_the_same_payments():
    content = camt([Paid("50.00", "x"), Paid("50.00", "x"), Paid("50.00", "y", bank="B1")])
    assert identities(content) == identities(content) and len(set(identities(content))) == 3


def test_overlapping_files_tell_of_the_shared_payments_once():
    monday, tuesday, wednesday = (Paid("50.00", "x", day=f"2026-11-0{day}") for day in (2, 3, 4))
    early = identities(camt([monday, monday, tuesday, tuesday]))
    late = identities(camt([tuesday, tuesday, wednesday], number="S2"))
    assert len(set(early)) == 4 and early[2:] == late[:2] and late[2] not in early


def test_a_later_file_of_the_same_day_adds_what_came_since():
    morning, evening = camt([Paid("50.00", "x")]), camt([Paid("50.00", "x")] * 2, number="S2")
    assert identities(morning) == identities(evening)[:1] and len(set(identities(evening))) == 2


def test_equal_payments_on_two_pages_are_two_and_a_statement_repeated_in_one_file_is_one():
    one = [Paid("50.00", "x")]
    pages = camt_file(camt_statement(one, page="1"), camt_statement(one, page="2"))
    repeated = camt_file(camt_statement(one), camt_statement(one))
    assert len(set(identities(pages))) == 2 and len(set(identities(repeated))) == 1


def test_a_payment_with_the_banks_reference_is_the_same_in_every_format():
    paid = [Paid("50.00", "Thank  you", bank="B1")]
    told = {identities(content)[0] for content in (camt(paid, version="02"), camt(paid, version="08"))}
    assert len(told) == 1


@pytest.mark.parametrize("end_to_end", ["NOTPROVIDED", "", "notprovided", "E1"])
@pytest.mark.parametrize("bank", ["B1", "", "NONREF"])
def test_a_payment_is_the_same_in_both_formats_whatever_the_payers_own_reference(bank, end_to_end):
    paid = [Paid("50.00", "Thank you", bank=bank, end_to_end=end_to_end)]
    assert identities(camt(paid)) == identities(mt940(paid))


@pytest.mark.parametrize("none", ["NONREF", "nonref", "NOTPROVIDED"])
def test_what_says_that_the_bank_has_no_reference_is_none_for_the_parts_of_a_batch(none):
    def batch(text: str, own: str) -> bytes:
        part = camt_transaction(Paid("", text), amount="25.00").replace("<Refs>", f"<Refs>{own}")
        return camt(inside=camt_entry(Paid("50.00", bank=none), details=part * 2), closing="150.00")

    for own in ("", f"<AcctSvcrRef>{none}</AcctSvcrRef>"):
        both = identities(batch("one", own)) + identities(batch("two", own))
        assert len(set(both)) == 4


@pytest.mark.parametrize(
    "other",
    [
        Paid("50.01", "x"), Paid("50.00", "y"), Paid("50.00", "x", day="2026-11-03"), Paid("50.00", "x", mark="D"),
        Paid("50.00", "x", payer="Other"), Paid("50.00", "x", mark="RD"),
    ],
)  # fmt: skip
def test_any_difference_makes_another_payment(other):
    assert identities(camt([Paid("50.00", "x")])) != identities(camt([other]))


def test_another_account_makes_another_payment():
    assert identities(camt([Paid("50.00", "x")])) != identities(camt([Paid("50.00", "x")], account="FR1420041010"))


@pytest.mark.parametrize(
    ("theirs", "is_same"),
    [
        (OURS, True), ("DE89 3704 0044 0532 0130 00", True), (f"{OURS}EUR", True), ("37040044/532013000", True),
        ("37040044/0532013000EUR", True), ("37040044/0532013001", False), ("", False), ("DE8937040044", False),
    ],
)  # fmt: skip
def test_our_account_is_known_however_the_bank_writes_it(theirs, is_same):
    assert same_account(OURS, theirs, "EUR") is is_same


def test_a_file_of_more_than_50_mb_is_refused_unread():
    class Unread:
        def read(self, size):
            raise AssertionError("it was read")

    with pytest.raises(StatementError, match="50 MB"):
        next(read(Unread(), LARGEST + 1))


def test_a_file_is_read_to_its_end_before_anybody_trusts_it(tmp_path):
    whole, broken = tmp_path / "a.xml", tmp_path / "b.xml"
    content = camt([Paid("50.00", f"x{number}") for number in range(300)])
    whole.write_bytes(content)
    broken.write_bytes(content[:-20])
    assert check(whole) == 300
    with pytest.raises(StatementError):
        check(broken)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"Datum;Betrag\n", b"\x00" * 100])
def test_what_is_no_statement_is_said_to_be_none(content):
    with pytest.raises(StatementError, match="neither"):
        entries(content)


def test_a_file_with_another_encoding_is_read():
    text = camt([Paid("50.00", "Zoë")]).decode().replace("UTF-8", "UTF-16")
    assert entries(text.encode("utf-16"))[0].text == ("Zoë",)


def test_mt940_of_the_same_day_tells_of_the_same_payment_twice_only_once():
    content = mt940([Paid("50.00", "x"), Paid("50.00", "x")])
    assert len(set(identities(content) + identities(content))) == 2


WHOLE = (
    camt([Paid("50.00", "x", bank="B1"), Paid("20.00", "y")]),
    mt940([Paid("50.00", "x"), Paid("20.00", "y")]),
)


@given(st.sampled_from(WHOLE), st.data())
def test_a_file_with_any_damage_is_read_or_refused_and_never_breaks_the_reader(content, data):
    place = data.draw(st.integers(0, len(content) - 1))
    damage = data.draw(st.binary(max_size=6))
    length = data.draw(st.integers(0, 40))
    try:
        found = entries(content[:place] + damage + content[place + length :])
    except StatementError:
        return
    assert all(entry.minor > 0 and len(entry.identity) == 64 for entry in found)
