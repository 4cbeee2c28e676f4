"""The square code that a banking app scans: EPC069-12 version 2, for transfers in EUR."""

from dataclasses import dataclass

from segno.helpers import make_epc_qr

from donations.money import Money

QUIET_ZONE = 4
# EPC069-12 ends at 999,999,999.99 EUR; our maximum is far below.


@dataclass(frozen=True, slots=True)
class SquareCode:
    """A code to draw: `path` is the data of one SVG path, `size` the side of its view box."""

    path: str
    size: int


def transfer_code(*, holder: str, iban: str, bic: str, amount: Money, reference: str) -> SquareCode | None:
    """Return the code for one transfer, or None where the standard has none (other currencies than EUR)."""
    if amount.currency != "EUR":
        return None
    code = make_epc_qr(
        name=holder, iban=iban, bic=bic, amount=amount.decimal(), reference=reference, encoding="utf-8"
    )
    rows = [bytes(row) for row in code.matrix]
    squares = (
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return SquareCode(path="".join(squares), size=len(rows) + 2 * QUIET_ZONE)
