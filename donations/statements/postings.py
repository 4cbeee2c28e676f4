"""The ledger's lines for what an officer decides about a payment. Pure.

Whatever was booked for the payment is what it holds now; a decision leads from there to what it shall hold.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from donations.accounts import OF_PROGRAMME, Account
from donations.ledger import Line


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has money of a payment: a pledge (programme and reference), a programme, or nobody yet.

    `programme` is a translation key. `provider` is whose payment it is, where nobody has it yet.
    """

    programme: UUID | None = None
    reference: str = ""
    provider: str = ""


def held(lines: Iterable[Line]) -> dict[Holder, int]:
    """Return what each holder has of a payment, in minor units, from all lines that were booked for it.

    Less than nothing where the bank took money away that nobody gave it for.
    """
    sums: dict[Holder, int] = defaultdict(int)
    for line in lines:
        if line.account in OF_PROGRAMME or line.account == Account.UNMATCHED:
            sums[Holder(line.programme, line.reference, line.provider)] -= line.minor
    return {holder: minor for holder, minor in sums.items() if minor}


def lines(now: Mapping[Holder, int], wanted: Mapping[Holder, int], currency: str) -> tuple[Line, ...]:
    """Return the lines that lead from what is held to what is wanted; the rest goes back to the payer.

    What leaves a pledge for the payer is returned; what leaves it for another pledge was never its income. Raises
    ValueError when more is wanted than is there, or when nothing would move.
    """
    back = sum(now.values()) - sum(wanted.values())
    if back < 0 < sum(now.values()):
        raise ValueError("more than there is cannot be given")
    if sum(now.values()) < 0:
        return _taken_from(now, wanted, currency)
    booked: list[Line] = []
    left = back
    for holder in dict.fromkeys((*now, *wanted)):
        change = wanted.get(holder, 0) - now.get(holder, 0)
        if change > 0:
            booked.append(_line(holder, Account.INCOME, currency, -change))
        elif change < 0:
            returned = min(left, -change)
            left -= returned
            booked += [
                _line(holder, account, currency, minor)
                for account, minor in ((Account.RETURNED, returned), (Account.INCOME, -change - returned))
                if minor
            ]
    if back:
        booked.append(Line(Account.BANK, currency, -back))
    if not booked:
        raise ValueError("nothing would move")
    return tuple(booked)


def _taken_from(now: Mapping[Holder, int], wanted: Mapping[Holder, int], currency: str) -> tuple[Line, ...]:
    """Return the lines for what the bank took away: those `wanted`, with less than nothing, return it."""
    if sum(now.values()) != sum(wanted.values()):
        raise ValueError("what the bank took is given by somebody in full")
    if now == wanted:
        raise ValueError("nothing would move")
    gone = [_line(holder, Account.RETURNED, currency, minor) for holder, minor in now.items()]
    return (*gone, *(_line(holder, Account.RETURNED, currency, -minor) for holder, minor in wanted.items()))


def _line(holder: Holder, account: Account, currency: str, minor: int) -> Line:
    if holder.programme is None:
        return Line(Account.UNMATCHED, currency, minor, provider=holder.provider, reference=holder.reference)
    return Line(account, currency, minor, programme=holder.programme, reference=holder.reference)
