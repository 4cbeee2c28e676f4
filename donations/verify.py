"""Prove offline that a receipt is in a published statement: `python -m donations.verify RECEIPT STATEMENT`.

RECEIPT is the file from the supporter's own page, STATEMENT the one of that number from the transparency page.
Further files are earlier statements: each must be named by the next. `--key` is the public key as somebody else
wrote it down; without it, compare the key that is printed. Needs Python and `cryptography`, no site, no network.
Exit code 0 when everything fits, 1 when not.
"""

import argparse
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from donations.transparency.proofs import (
    Receipt,
    Refused,
    Statement,
    check_history,
    check_receipt,
    check_statement,
    read,
)


def main(arguments: Sequence[str]) -> int:
    """Print one line that says what is proved, or why nothing is; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m donations.verify", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("receipt", type=Path)
    parser.add_argument("statement", type=Path)
    parser.add_argument("earlier", type=Path, nargs="*")
    parser.add_argument("--key", default="", help="the public key that the statements must be signed with")
    given = parser.parse_args(arguments)
    try:
        statement = check_statement(_file(given.statement), given.key)
        receipt = check_receipt(_file(given.receipt), statement)
        check_history([statement, *(check_statement(_file(path), given.key) for path in given.earlier)])
    except Refused as refused:
        sys.stdout.write(f"NOT VALID: {refused}.\n")
        return 1
    sys.stdout.write(f"{_proved(receipt, statement)}\n")
    return 0


def _file(path: Path) -> object:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{path} cannot be read") from error


def _proved(receipt: Receipt, statement: Statement) -> str:
    def amount(minor: int) -> str:
        return f"{Decimal(minor).scaleb(-receipt.exponent):f} {receipt.currency}"

    returned = f" ({amount(receipt.returned)} of it returned)" if receipt.returned else ""
    return (
        f"VALID: receipt {receipt.number} over {amount(receipt.received)}{returned} is counted in statement "
        f"{statement.number} of {statement.week}, signed with the key {statement.public_key}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
