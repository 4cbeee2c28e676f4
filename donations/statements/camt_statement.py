"""What the elements of a camt.053 message mean; `camt053` hands them over, complete, from inside out. Pure.

Versions 02 to 08 differ where noted: the status and the payer's name each moved one element down.
"""

from dataclasses import replace

from donations.statements.balances import Balances
from donations.statements.entries import (
    Entry,
    StatementError,
    StatementHead,
    a_date,
    a_page,
    a_reference,
    exponent_of,
    minor_units,
)

# Texts of one element, by the path from what they stand in; "Amt@Ccy" is an attribute.
Values = dict[str, list[str]]

OPENING, CLOSING = frozenset({"OPBD", "PRCD"}), "CLBD"
BOOKED = "BOOK"
MOST_IN_BATCH = 100_000
# What is kept of one entry's payments until it ends, as about what it takes in memory: 100,000 usual ones.
MOST_KEPT = 128 * 1024 * 1024
PAYMENT_TAKES, VALUE_TAKES = 300, 100
# Why it came back, in a code or in words: wherever one stands, it is a return.
RETURNED = ("RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry", "RtrInf/AddtlInf")
# All that is read of a payment; nothing else is kept.
READ_OF_PAYMENT = (
    "Amt", "Amt@Ccy", "AmtDtls/TxAmt/Amt", "AmtDtls/TxAmt/Amt@Ccy", "CdtDbtInd", *RETURNED,
    "Refs/AcctSvcrRef", "Refs/EndToEndId", "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf",
    "AddtlTxInf", "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm",
)  # fmt: skip
TRUE = frozenset({"true", "1"})
DIRECTIONS = {"CRDT": True, "DBIT": False}


class CamtStatement:
    """One `Stmt`, whose own `values` come in while its parts are handed over."""

    def __init__(self, values: Values) -> None:
        """Begin before the first part."""
        self._values = values
        self._balances = Balances()
        self._transactions: list[Values] = []
        self._kept = 0
        self._account = ""

    def take(self, name: str, values: Values) -> list[StatementHead | Entry]:
        """Take one complete `Bal`, `TxDtls`, `Ntry` or `Stmt`; return what is ready. Raises StatementError."""
        if name == "TxDtls":
            self._keep({path: values[path] for path in READ_OF_PAYMENT if path in values})
        elif name == "Bal":
            self._take_balance(values)
        elif name == "Ntry":
            transactions, self._transactions, self._kept = self._transactions, [], 0
            begun = self._begun()
            return [*begun, *self._entries(values, transactions)]
        else:
            begun = self._begun()
            if self._is_one_page():
                self._balances.check()
            return begun
        return []

    def _keep(self, payment: Values) -> None:
        self._kept += PAYMENT_TAKES + sum(VALUE_TAKES + len(text) for texts in payment.values() for text in texts)
        if len(self._transactions) >= MOST_IN_BATCH or self._kept > MOST_KEPT:
            raise StatementError("one entry has more payments in it than any bank puts together")
        self._transactions.append(payment)

    def _begun(self) -> list[StatementHead | Entry]:
        """Return the head, the first time."""
        if self._account:
            return []
        self._account = _first(self._values, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
        if not self._account:
            raise StatementError("a statement names no account")
        number, currency = _first(self._values, "Id"), _first(self._values, "Acct/Ccy")
        return [StatementHead(self._account, number, currency, a_page(_first(self._values, "StmtPgntn/PgNb")))]

    def _is_one_page(self) -> bool:
        return _first(self._values, "StmtPgntn/PgNb") in {"", "1"} and (
            _first(self._values, "StmtPgntn/LastPgInd") not in {"false", "0"}
        )

    def _take_balance(self, values: Values) -> None:
        kind = _first(values, "Tp/CdOrPrtry/Cd")
        if kind not in OPENING and kind != CLOSING:
            return
        currency = _first(values, "Amt@Ccy")
        note = self._balances.close if kind == CLOSING else self._balances.open
        note(minor_units(_first(values, "Amt"), currency), currency, is_credit=_direction(values))

    def _entries(self, values: Values, transactions: list[Values]) -> list[Entry]:
        if _first(values, "Sts/Cd", "Sts") != BOOKED:
            return []
        currency = _first(values, "Amt@Ccy")
        minor, is_credit = minor_units(_first(values, "Amt"), currency), _direction(values)
        self._balances.move(minor, currency, is_credit=is_credit)
        if not minor:
            return []
        shared = self._shared(values, currency, is_credit=is_credit)
        amounts = _amounts(transactions, currency, is_credit=is_credit) if len(transactions) > 1 else []
        if sum(amounts) == minor and 0 not in amounts:
            parts = list(zip(amounts, transactions, strict=True))
            return [
                _of(shared, part, amount, place=f" {number}/{len(parts)}")
                for number, (amount, part) in enumerate(parts, start=1)
            ]
        return [_of(replace(shared, is_unclear=len(transactions) > 1), _together(transactions), minor)]

    def _shared(self, values: Values, currency: str, *, is_credit: bool) -> Entry:
        """Return what all transactions of an entry have in common."""
        return Entry(
            account=self._account,
            currency=currency,
            exponent=exponent_of(currency),
            minor=0,
            is_credit=is_credit,
            booked_on=a_date(_first(values, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")),
            is_reversal=_first(values, "RvslInd") in TRUE,
            bank_reference=a_reference(_first(values, "AcctSvcrRef")),
            text=tuple(values.get("AddtlNtryInf", ())),
        )


def _of(shared: Entry, part: Values, signed: int, place: str = "") -> Entry:
    """Return the entry of one transaction, whose amount is negative where it runs against the whole.

    `place` tells it from others where the bank has one reference for all of them.
    """
    whole = shared.bank_reference
    return replace(
        shared,
        minor=abs(signed),
        is_credit=shared.is_credit == (signed > 0),
        is_reversal=shared.is_reversal or any(path in part for path in RETURNED),
        bank_reference=a_reference(_first(part, "Refs/AcctSvcrRef")) or (whole and whole + place),
        end_to_end=a_reference(_first(part, "Refs/EndToEndId")),
        structured=tuple(part.get("RmtInf/Strd/CdtrRefInf/Ref", ())),
        text=(
            *part.get("RmtInf/Ustrd", ()),
            *part.get("RmtInf/Strd/AddtlRmtInf", ()),
            *part.get("AddtlTxInf", ()),
            *shared.text,
        ),
        payer=_first(part, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm"),
    )


def _first(values: Values, *paths: str) -> str:
    """Return the first text at the first of these paths that has one; else the empty text."""
    return next((values[path][0] for path in paths if path in values), "")


def _direction(values: Values) -> bool:
    try:
        return DIRECTIONS[_first(values, "CdtDbtInd")]
    except KeyError as error:
        raise StatementError("an amount neither came nor went: its CdtDbtInd is missing") from error


def _amounts(transactions: list[Values], currency: str, *, is_credit: bool) -> list[int]:
    """Return the amount of each transaction of a batch in this currency; none where one does not have it."""
    amounts = []
    for part in transactions:
        path = next((path for path in ("Amt", "AmtDtls/TxAmt/Amt") if _first(part, f"{path}@Ccy") == currency), "")
        if not path:
            return []
        minor = minor_units(_first(part, path), currency)
        against = "CdtDbtInd" in part and _direction(part) != is_credit
        amounts.append(-minor if against else minor)
    return amounts


def _together(transactions: list[Values]) -> Values:
    """Return the values of all transactions of an entry that stays whole."""
    if len(transactions) == 1:
        return transactions[0]
    together: Values = {path: part[path] for part in transactions for path in RETURNED if path in part}
    for part in transactions[:50]:
        for path in ("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Ustrd"):
            together.setdefault(path, []).extend(part.get(path, ()))
    return {path: texts for path, texts in together.items() if texts}
