"""The square code of a transfer."""

import re

from donations.money import Money
from donations.payment_codes import transfer_code

DETAILS = {
    "holder": "Example Campaign",
    "iban": "DE89370400440532013000",
    "bic": "COBADEFFXXX",
    "reference": "RF18539007547034",
}


def test_euro_transfers_get_a_code_of_squares_within_its_box():
    code = transfer_code(amount=Money.of(1050, "EUR"), **DETAILS)
    corners = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", code.path)]
    assert len(corners) > 300
    assert all(4 <= place < code.size - 4 for corner in corners for place in corner)


def test_another_amount_gives_another_code():
    one, other = (transfer_code(amount=Money.of(minor, "EUR"), **DETAILS) for minor in (1050, 1051))
    assert one != other


def test_other_currencies_have_none():
    assert transfer_code(amount=Money.of(1000, "JPY"), **DETAILS) is None
