"""Which texts in an address can be the key of a row: whoever writes one by hand breaks neither Wagtail nor us."""

import re
from collections.abc import Iterable

# Fewer digits than the largest key of either database; longer numbers break one of them, or Python.
_KEY = re.compile("[0-9]{1,18}")


def keys(texts: Iterable[str]) -> list[int]:
    """Return those of the texts that can be the key of a row."""
    return [int(text) for text in texts if _KEY.fullmatch(text)]


def are_keys(texts: Iterable[str]) -> bool:
    """Whether each of the texts can be one. Wagtail reads " 5" and "+5" as 5 too, which a guard would miss."""
    return all(_KEY.fullmatch(text) for text in texts)
