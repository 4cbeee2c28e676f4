"""Whether a receipt is ours: for whoever has number and amount, and for nobody who has only one of them."""

from campaign_site.delivery.client_address import network
from campaign_site.delivery.rate_limits import within
from donations.amounts import readings
from donations.receipts.models import Receipt
from donations.receipts.net_amounts import ReceiptNow, as_they_stand

CHECK = "check of a receipt"
# In a quarter of an hour; numbers have 14 random digits.
CHECKS_OF_ONE_NETWORK = 30


def may_check(address: str) -> bool:
    """Count a check from this IP address; return whether it is one of not too many."""
    return within(CHECKS_OF_ONE_NETWORK, CHECK, network(address))


def find(number: str, amount: str) -> ReceiptNow | None:
    """Return the receipt with this number over this amount, as typed; None where one is wrong, or both."""
    found = as_they_stand(Receipt.objects.filter(number=number))
    fitting = (now for now in found if now.received in readings(amount, now.receipt.currency))
    return next(fitting, None)
