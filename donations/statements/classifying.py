"""What becomes of a payment: booked to the pledge that it names, or a case for an officer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from donations.statements.choices import Cause, EntryState
from donations.statements.entries import Entry
from donations.statements.matching import TO_LOOK_AT, Promise, deviation

MOST_SUGGESTED = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reference`: the pledge to book to, empty for none. `suggested`: references for an officer to look at."""

    state: EntryState
    cause: Cause = Cause.NONE
    reference: str = ""
    suggested: tuple[str, ...] = ()


def judge(
    entry: Entry,
    *,
    account_currency: str | None,
    promises: Mapping[str, Promise],
    found: tuple[str, ...],
    near: tuple[str, ...],
) -> Verdict:
    """Return what becomes of `entry`.

    `account_currency` is None where the account is not ours. `found` are the valid references in it, `near` those
    that are a slip away; `promises` holds those of them that are a pledge's.
    """
    known = tuple(reference for reference in found if reference in promises)[:MOST_SUGGESTED]
    if account_currency is None:
        return Verdict(EntryState.OUTSIDE, Cause.FOREIGN_ACCOUNT)
    if entry.currency != account_currency:
        return Verdict(EntryState.OUTSIDE, Cause.FOREIGN_CURRENCY, suggested=known)
    if entry.is_reversal:
        cause = Cause.CAME_BACK if entry.is_credit else Cause.REVERSAL
        return Verdict(EntryState.OPEN, cause, suggested=known)
    if not entry.is_credit:
        return Verdict(EntryState.LEFT_OUT)
    if entry.is_unclear:
        return Verdict(EntryState.OPEN, Cause.UNCLEAR, suggested=known)
    if len(known) > 1:
        return Verdict(EntryState.OPEN, Cause.SEVERAL, suggested=known)
    if known:
        return _matched(entry, known[0], promises[known[0]])
    if found:
        return Verdict(EntryState.OPEN, Cause.UNKNOWN)
    likely = tuple(reference for reference in near if reference in promises)[:MOST_SUGGESTED]
    return Verdict(EntryState.OPEN, Cause.NEAR if likely else Cause.NO_REFERENCE, suggested=likely)


def _matched(entry: Entry, reference: str, promise: Promise) -> Verdict:
    cause = deviation(promise, entry)
    if cause == Cause.CURRENCY:
        return Verdict(EntryState.OPEN, cause, suggested=(reference,))
    state = EntryState.TO_CHECK if cause in TO_LOOK_AT else EntryState.MATCHED
    return Verdict(state, cause, reference)
