"""What somebody types who looks for a code or a reference: with or without hyphens, spaces and capitals."""

import re
import unicodedata

SIGNS = re.compile(r"[^0-9A-Z]")


def compact(typed: str) -> str:
    """Return letters and digits only, as capitals: "rf18 5390-0754" gives "RF1853900754"."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", typed).upper())


def part_of_code(typed: str, prefix: str) -> str:
    """Return what to look for in codes such as AV-7K2M, whose `prefix` may be typed or left out.

    Empty where nothing of a code was typed.
    """
    return compact(typed).removeprefix(prefix)
