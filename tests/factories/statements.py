"""Files as banks send them. `camt([Paid("50.00", "RF18…")])` and `mt940(…)` return bytes that add up."""

from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape

OURS = "DE89370400440532013000"
NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."


@dataclass(frozen=True)
class Paid:
    """One payment that came. `bank` is the bank's own reference, `structured` the field made for references.

    `end_to_end` is the payer's; where it is empty, camt says that there is none, and MT940 nothing.
    """

    amount: str
    text: str = ""
    structured: str = ""
    payer: str = "Maria Example"
    day: str = "2026-11-02"
    bank: str = ""
    currency: str = "EUR"
    mark: str = "C"
    status: str = "BOOK"
    end_to_end: str = "NOTPROVIDED"

    @property
    def is_credit(self) -> bool:
        return self.mark in {"C", "RD"}


def camt(paid=(), *, version="08", account=OURS, currency="EUR", number="S1", inside="", closing=None) -> bytes:
    """Return a camt.053 file with one statement; `inside` is put before the end of it."""
    statement = camt_statement(
        paid, version=version, account=account, currency=currency, number=number, inside=inside, closing=closing
    )
    return camt_file(statement, version=version)


def camt_file(*statements: str, version="08", before="") -> bytes:
    """Return a file with these statements."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<Document xmlns="{NAMESPACE}{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-03T06:00:00</CreDtTm></GrpHdr>{''.join(statements)}"
        "</BkToCstmrStmt></Document>"
    ).encode()


def camt_statement(
    paid=(), *, version="08", account=OURS, currency="EUR", number="S1", inside="", page="", closing=None
) -> str:
    """Return one `Stmt`. Its closing balance is right unless `closing` says another."""
    place = f"<IBAN>{account}</IBAN>" if account[:2].isalpha() else f"<Othr><Id>{account}</Id></Othr>"
    paging = f"<StmtPgntn><PgNb>{page}</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>" if page else ""
    end = closing if closing is not None else f"{Decimal('100.000') + _moved(paid):.2f}"
    return (
        f"<Stmt><Id>{number}</Id>{paging}<Acct><Id>{place}</Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', '100.00', currency)}{_balance('CLBD', end, currency)}"
        f"{''.join(camt_entry(one, version=version) for one in paid)}{inside}</Stmt>"
    )


def camt_entry(paid: Paid, *, version="08", details=None) -> str:
    """Return one `Ntry`; `details` stands in place of its one transaction."""
    status = f"<Sts><Cd>{paid.status}</Cd></Sts>" if version == "08" else f"<Sts>{paid.status}</Sts>"
    reversal = "<RvslInd>true</RvslInd>" if paid.mark.startswith("R") else ""
    bank = f"<AcctSvcrRef>{paid.bank}</AcctSvcrRef>" if paid.bank else ""
    inside = camt_transaction(paid, version=version) if details is None else details
    return (
        f'<Ntry><Amt Ccy="{paid.currency}">{paid.amount}</Amt>'
        f"<CdtDbtInd>{'CRDT' if paid.is_credit else 'DBIT'}</CdtDbtInd>{reversal}{status}"
        f"<BookgDt><Dt>{paid.day}</Dt></BookgDt>{bank}"
        f"<NtryDtls>{inside}</NtryDtls></Ntry>"
    )


def camt_transaction(paid: Paid, *, version="08", amount="") -> str:
    """Return one `TxDtls`, with an `amount` of its own where it is part of a batch."""
    name = f"<Nm>{escape(paid.payer)}</Nm>"
    payer = f"<Dbtr><Pty>{name}</Pty></Dbtr>" if version == "08" else f"<Dbtr>{name}</Dbtr>"
    structured = f"<Strd><CdtrRefInf><Ref>{paid.structured}</Ref></CdtrRefInf></Strd>" if paid.structured else ""
    text = f"<Ustrd>{escape(paid.text)}</Ustrd>" if paid.text else ""
    own = f'<Amt Ccy="{paid.currency}">{amount}</Amt>' if amount else ""
    # camt always has one, and says so where the payer gave none.
    payers = paid.end_to_end or "NOTPROVIDED"
    return (
        f"<TxDtls><Refs><EndToEndId>{payers}</EndToEndId></Refs>{own}<RltdPties>{payer}</RltdPties>"
        f"<RmtInf>{text}{structured}</RmtInf></TxDtls>"
    )


def mt940(paid=(), *, account=OURS, currency="EUR", number="1/1", closing=None) -> bytes:
    """Return an MT940 file with one message, its field 86 as German banks write it."""
    lines = [":20:STARTUMSE", f":25:{account}", f":28C:{number}", f":60F:C261101{currency}100,00"]
    for one in paid:
        day = one.day.replace("-", "")[2:]
        amount = one.amount.replace(".", ",")
        lines.append(f":61:{day}{day[2:]}{one.mark}{amount}NTRFNONREF" + (f"//{one.bank}" if one.bank else ""))
        payers = f"?20EREF+{one.end_to_end}" if one.end_to_end else ""
        words = f"166?00GUTSCHRIFT{payers}?21SVWZ+{one.text or one.structured}?32{one.payer}"
        lines += [":86:" + words[:65], *(words[at : at + 65] for at in range(65, len(words), 65))]
    end = closing if closing is not None else f"{Decimal('100.00') + _moved(paid):.2f}"
    return "\r\n".join([*lines, f":62F:C261103{currency}{end.replace('.', ',')}", "-", ""]).encode("latin-1")


def _moved(paid) -> Decimal:
    return sum(
        (Decimal(one.amount) if one.is_credit else -Decimal(one.amount) for one in paid if one.status == "BOOK"),
        Decimal(0),
    )


def _balance(kind: str, amount: str, currency: str) -> str:
    direction = "DBIT" if amount.startswith("-") else "CRDT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt>'
        f"<CdtDbtInd>{direction}</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>"
    )
