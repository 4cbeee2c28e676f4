"""Payment references: ISO 11649 ("RF"), digits only, so that one slip of a digit never passes. Pure."""

import secrets

from stdnum import iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from donations.digits import WESTERN

BODY_DIGITS = 12


def make_reference(body: str) -> str:
    """Return "RF", two check digits and `body`. Raises ValueError unless `body` is 1 to 21 ASCII digits."""
    if not (body.isascii() and body.isdigit() and len(body) <= 21):
        raise ValueError("a reference is made of digits")
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def new_reference() -> str:
    """Return a random reference; nobody can tell from it how many there are."""
    return make_reference(f"{secrets.randbelow(10**BODY_DIGITS):0{BODY_DIGITS}}")


def read_reference(text: str) -> str:
    """Return the reference in its compact form. Raises ValueError when it is not a valid one of digits."""
    try:
        number = iso11649.validate(text.translate(WESTERN))
    except ValidationError as error:
        raise ValueError("no valid reference") from error
    if not (number.isascii() and number[2:].isdigit()):
        raise ValueError("a reference is made of digits")
    return number


def spaced(reference: str) -> str:
    """Return the reference in blocks of four, as people copy it."""
    return iso11649.format(reference)
