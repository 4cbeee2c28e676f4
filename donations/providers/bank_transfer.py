"""Bank transfer: always there. Money comes in by statements, and goes back by a transfer at the bank."""

from dataclasses import dataclass

from stdnum import iban

from campaign_site.delivery.square_codes import SquareCode
from donations.models import BankAccount, Pledge
from donations.money import Money
from donations.payment_codes import transfer_code


@dataclass(frozen=True, slots=True)
class Instructions:
    """Where to send a transfer; the code is for banking apps, and only where the standard has one."""

    account: BankAccount | None
    code: SquareCode | None


def instructions(pledge: Pledge, amount: Money | None) -> Instructions:
    """Return how to pay this much of a pledge by transfer; without an amount there is no code to scan.

    Nor is there one for an example account, into which nobody should pay.
    """
    account = BankAccount.objects.filter(currency=pledge.currency).first()
    if amount is None or account is None or not account.is_iban or account.is_example:
        return Instructions(account, None)
    code = transfer_code(
        holder=account.holder,
        # As it may have been typed: an app reads it without spaces only.
        iban=iban.compact(account.number),
        bic=account.bic,
        amount=amount,
        reference=pledge.reference,
    )
    return Instructions(account, code)
