"""Bank transfer: always there. Money comes in by statements, and goes back by a transfer at the bank."""

from dataclasses import dataclass

from campaign_site.delivery.square_codes import SquareCode
from donations.models import BankAccount, Pledge
from donations.payment_codes import transfer_code


@dataclass(frozen=True, slots=True)
class Instructions:
    """Where to send a transfer; the code is for banking apps, and only where the standard has one."""

    account: BankAccount | None
    code: SquareCode | None


def instructions(pledge: Pledge) -> Instructions:
    """Return how to pay the next part of a pledge by transfer. Nobody should pay into an example account."""
    account = BankAccount.objects.filter(currency=pledge.currency).first()
    if account is None or not account.is_iban or account.is_example:
        return Instructions(account, None)
    code = transfer_code(
        holder=account.holder,
        iban=account.number,
        bic=account.bic,
        amount=pledge.parts[0],
        reference=pledge.reference,
    )
    return Instructions(account, code)
