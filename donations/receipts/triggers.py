"""What keeps receipts true, whoever asks: each is for what the ledger holds, in its order, and stays as it was."""

from campaign_site.delivery.database.trigger_sql import ALWAYS, DIFFERS, changed, keep_whole, refuse
from campaign_site.delivery.database.triggers import Trigger

RECEIPT, LINE = "donations_receipt", "donations_ledgerline"
BOOKED_MESSAGE = "a receipt is for what the ledger holds"
FOLLOWS_MESSAGE = "receipts follow each other without a gap"
KEPT_MESSAGE = "receipts are added, never changed or taken away"
COLUMNS = ("position", "number", "transaction_id", "reference", "programme", "currency", "minor", "salt")

# What was given to us is negative in the ledger.
BOOKED = (
    f"(SELECT -SUM(l.minor) FROM {LINE} l WHERE l.transaction_id = NEW.transaction_id AND "
    "l.reference = NEW.reference AND l.currency = NEW.currency AND l.programme = NEW.programme)"
)
IS_NEXT = f"NEW.position = 1 + COALESCE((SELECT MAX(r.position) FROM {RECEIPT} r), 0)"
SAME = (
    "o.position = NEW.position",
    "o.number = NEW.number",
    "o.transaction_id = NEW.transaction_id AND o.reference = NEW.reference",
)


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    frozen = f"{changed(vendor, COLUMNS)} OR OLD.told_at IS NOT NULL"
    other = f"{BOOKED} {DIFFERS[vendor]} NEW.minor"
    return [
        refuse(vendor, "donations_receipt_booked", RECEIPT, "INSERT", other, BOOKED_MESSAGE),
        refuse(vendor, "donations_receipt_follows", RECEIPT, "INSERT", f"NOT ({IS_NEXT})", FOLLOWS_MESSAGE),
        refuse(vendor, "donations_receipt_frozen", RECEIPT, "UPDATE", frozen, KEPT_MESSAGE),
        refuse(vendor, "donations_receipt_no_delete", RECEIPT, "DELETE", ALWAYS, KEPT_MESSAGE),
        keep_whole(vendor, RECEIPT, SAME, KEPT_MESSAGE),
    ]
