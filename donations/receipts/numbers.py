"""Numbers of receipts: random digits and two check digits, so that a slip is told from a forgery. Pure."""

import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from campaign_site.delivery.invisible_characters import BIDI_CONTROLS
from donations.digits import WESTERN

BODY_DIGITS = 14
LENGTH = BODY_DIGITS + 2

# What people, and pages that read from the right, put between digits.
_BETWEEN = dict.fromkeys(map(ord, " -\u00a0\u2010\u2011\u202f" + BIDI_CONTROLS))


def make_number(body: str) -> str:
    """Return `body` with its check digits (ISO 7064, MOD 97-10). Raises ValueError but for 14 ASCII digits."""
    if not (body.isascii() and body.isdigit() and len(body) == BODY_DIGITS):
        raise ValueError("a number is made of digits")
    return f"{body}{mod_97_10.calc_check_digits(body)}"


def new_number() -> str:
    """Return a random number; nobody can tell from one which others there are, nor how many."""
    return make_number("".join(secrets.choice("0123456789") for _ in range(BODY_DIGITS)))


def read_number(text: str) -> str:
    """Return the 16 digits that were typed. Raises ValueError where there is a slip in them."""
    digits = text.translate(WESTERN | _BETWEEN).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) == LENGTH):
        raise ValueError("a number has 16 digits")
    try:
        return str(mod_97_10.validate(digits))
    except ValidationError as error:
        raise ValueError("the check digits do not fit") from error


def spaced(number: str) -> str:
    """Return the number in blocks of four, as people copy it."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
