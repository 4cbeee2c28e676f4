"""The square code that a banking app scans: EPC069-12 version 2, for transfers in EUR."""

from segno.helpers import make_epc_qr

from campaign_site.delivery.square_codes import SquareCode, drawing
from donations.money import Money


def transfer_code(*, holder: str, iban: str, bic: str, amount: Money, reference: str) -> SquareCode | None:
    """Return the code for one transfer, or None where the standard has none (other currencies than EUR).

    EPC069-12 ends at 999,999,999.99 EUR; our maximum is far below.
    """
    if amount.currency != "EUR":
        return None
    code = make_epc_qr(
        name=holder, iban=iban, bic=bic, amount=amount.decimal(), reference=reference, encoding="utf-8"
    )
    return drawing(code.matrix)
