"""Writes a statement as a bank would send it (camt.053.001.08), about payments that nobody made."""

from collections.abc import Callable
from datetime import timedelta
from html import escape

from django.utils import timezone

from donations.currencies import CURRENCIES
from donations.models import BankAccount, Pledge
from donations.money import Money

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{namespace}"><BkToCstmrStmt><Stmt><Id>{number}</Id>'
    "<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
)
ENTRY = (
    '<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    "<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{bank}</AcctSvcrRef><NtryDtls><TxDtls>"
    "<RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf>"
    "</TxDtls></NtryDtls></Ntry>"
)


def statement(
    account: BankAccount, number: str, payments: list[dict], find: Callable[[str], Pledge | None]
) -> bytes:
    """Return the file. `find` gives the pledge of a name, whose reference the payer wrote, perhaps with a slip.

    Payments of pledges that are not there are left out.
    """
    entries = []
    for place, payment in enumerate(payments, start=1):
        pledge = find(payment["pledge"]) if "pledge" in payment else None
        if pledge is None and "pledge" in payment:
            continue
        money = Money(payment["minor"], account.currency, CURRENCIES[account.currency].exponent)
        entries.append(
            ENTRY.format(
                currency=account.currency,
                amount=money.plain(),
                day=timezone.localdate() - timedelta(days=payment["days"]),
                bank=f"DEMO {number} {place}",
                payer=escape(payment.get("payer") or pledge.name or "A payer (demonstration)"),
                text=escape(payment.get("text") or _written(pledge.reference, is_slip="slip" in payment)),
            )
        )
    return DOCUMENT.format(
        namespace=NAMESPACE,
        number=number,
        iban=account.number,
        currency=account.currency,
        entries="".join(entries),
    ).encode()


def _written(reference: str, *, is_slip: bool) -> str:
    """Return the reference as somebody typed it: one digit of it is another, where it was a slip."""
    if not is_slip:
        return reference
    return reference[:-1] + str((int(reference[-1]) + 1) % 10)
