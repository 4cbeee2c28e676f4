"""What a supporter with a card does, and what the tests read of it afterwards."""

from donations.cards.payments import begin
from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.models import Attempt, LedgerLine, LedgerTransaction, Pledge, Receipt, Refund
from donations.receipts.net_amounts import as_they_stand
from tests.factories.donations import PledgeFactory


def post_notification(client, body: bytes, signature: str):
    """Send a notification as Stripe does."""
    return client.post(
        "/hooks/stripe/", body, content_type="application/json", headers={"Stripe-Signature": signature}
    )


def press_button(client, pledge, **extra):
    """Open the thank-you page's way to the payment page."""
    token = issue_link(pledge, LinkPurpose.THANKS)
    return client.post(f"/en/pledge/thanks/{token}/card/", **extra)


def on_payment_page(**pledge) -> Attempt:
    """Return an attempt whose supporter stands on the payment page."""
    made = PledgeFactory(**{"confirmed": True, **pledge})
    begin(made)
    return made.attempts.get()


def booked() -> list[tuple]:
    """Return what the ledger holds, whatever the order it was booked in."""
    names = {row.pk: (row.provider, row.kind, row.provider_ref) for row in LedgerTransaction.objects.all()}
    lines = LedgerLine.objects.values_list("transaction_id", "account", "reference", "currency", "minor")
    return sorted((*names[line[0]], *map(str, line[1:])) for line in lines)


def final_state() -> dict:
    """Return all that must be the same, in whatever order and how often the same was told."""
    attempts = Attempt.objects.order_by("pk").values_list(
        "pk", "state", "payment_ref", "received_minor", "returned_minor"
    )
    return {
        "ledger": booked(),
        "pledges": list(Pledge.objects.order_by("pk").values_list("pk", "status", "minor")),
        "attempts": list(attempts),
        "refunds": list(Refund.objects.order_by("pk").values_list("pk", "state")),
        "receipts": sorted(
            (now.receipt.transaction.provider_ref, now.returned_minor)
            for now in as_they_stand(Receipt.objects.all())
        ),
    }
