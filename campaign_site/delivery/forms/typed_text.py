"""What people type into public forms: nothing that could not be shown, written back or stored."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.invisible_characters import BIDI_EXPLICIT

_SURROGATE = re.compile("[\ud800-\udfff]")
# A name that turns the direction of what follows could pretend to be another.
_REFUSED = frozenset(BIDI_EXPLICIT) | {"\ufffd"}
_OF_LINES = frozenset("\n\t")
EMAIL_MESSAGES = {
    "required": _("Enter your email address."),
    "invalid": _("Enter an email address such as name@example.org."),
}
CANNOT_BE_SHOWN = _("This holds a character that cannot be shown. Please type it again.")


def plain_text(text: str) -> None:
    """Refuse control characters and overrides of the reading direction. Raises ValidationError."""
    if any(char in _REFUSED or unicodedata.category(char) == "Cc" for char in text):
        raise ValidationError(CANNOT_BE_SHOWN)


def plain_lines(text: str) -> None:
    """Refuse the same in a text of several lines. Raises ValidationError."""
    plain_text("".join(char for char in text if char not in _OF_LINES))


def typed_digits(text: str) -> str:
    """Return the digits of a code as ASCII, whatever script they were typed in; "" if it holds more than digits.

    Spaces, dashes and characters that nobody sees may stand between them.
    """
    digits = ""
    for character in text:
        if character.isdecimal():
            digits += str(unicodedata.decimal(character))
        elif unicodedata.category(character) not in {"Zs", "Pd", "Cf", "Cc"}:
            return ""
    return digits


def writable(data):
    """Return what was sent without what no page and no database could take: halves of characters."""
    if data is None:
        return None
    data = data.copy() if isinstance(data, MultiValueDict) else MultiValueDict({k: [v] for k, v in data.items()})
    for key in data:
        data.setlist(key, [_SURROGATE.sub("\ufffd", value) for value in data.getlist(key)])
    return data
