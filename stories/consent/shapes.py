"""The shapes of what lies in a vault, and the bytes they become. Pure.

names        ["…"]                                             legal names, one text each
contact      {how, number_or_address, safe_times, rule}        four texts
match_terms  [{kind, value}]                                   kind is one of `MatchKind`
"""

import json
from collections.abc import Callable
from typing import Any, TypedDict

LONGEST_TEXT = 500
MOST_ENTRIES = 200
BLOCK = 256


class WrongShape(ValueError):
    """What was to be put into the vault has another shape. The words themselves are never in the message."""


class Contact(TypedDict):
    """How to reach the person, and when that puts nobody at risk."""

    how: str
    number_or_address: str
    safe_times: str
    rule: str


class MatchTerm(TypedDict):
    """A word that would give the person away, and what kind of word it is."""

    kind: str
    value: str


def pack(part: str, data: object, kinds: frozenset[str]) -> bytes:
    """Return the data as JSON, filled up to full blocks: the length tells nothing of a name. Raises WrongShape."""
    if part not in _CHECKS or not _CHECKS[part](data, kinds):
        raise WrongShape(f"not the shape of {part}")
    text = json.dumps(data).encode()
    return text.ljust(-(-len(text) // BLOCK) * BLOCK)


def unpack(plain: bytes) -> Any:
    """Return what `pack` packed."""
    return json.loads(plain)


def texts(part: str, data: Any) -> list[str]:
    """Return the words of a part by which somebody could be known: names, number or address, terms."""
    if part == "names":
        return list(data)
    if part == "contact":
        return [data["number_or_address"]]
    return [term["value"] for term in data]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= LONGEST_TEXT


def _are_names(data: object, kinds: frozenset[str]) -> bool:
    return isinstance(data, list) and len(data) <= MOST_ENTRIES and all(_is_text(name) for name in data)


def _is_contact(data: object, kinds: frozenset[str]) -> bool:
    if not isinstance(data, dict) or set(data) != set(Contact.__annotations__):
        return False
    return all(isinstance(value, str) and len(value) <= LONGEST_TEXT for value in data.values())


def _are_match_terms(data: object, kinds: frozenset[str]) -> bool:
    return isinstance(data, list) and len(data) <= MOST_ENTRIES and all(_is_term(term, kinds) for term in data)


def _is_term(term: object, kinds: frozenset[str]) -> bool:
    if not isinstance(term, dict) or set(term) != set(MatchTerm.__annotations__):
        return False
    return isinstance(term["kind"], str) and term["kind"] in kinds and _is_text(term["value"])


_CHECKS: dict[str, Callable[[object, frozenset[str]], bool]] = {
    "names": _are_names,
    "contact": _is_contact,
    "match_terms": _are_match_terms,
}
