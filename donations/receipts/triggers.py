"""What keeps receipts true, whoever asks: each is for what the ledger holds, in its order, and stays as it was."""

from campaign_site.delivery.refusing import call, error, refuse
from campaign_site.delivery.triggers import Trigger

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


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in COLUMNS)
    is_told = "OLD.told_at IS NOT NULL"
    rules = [
        refuse(
            vendor, "donations_receipt_booked", RECEIPT, "INSERT", f"{BOOKED} {differs} NEW.minor", BOOKED_MESSAGE
        ),
        refuse(vendor, "donations_receipt_follows", RECEIPT, "INSERT", f"NOT ({IS_NEXT})", FOLLOWS_MESSAGE),
        refuse(vendor, "donations_receipt_frozen", RECEIPT, "UPDATE", f"{changed} OR {is_told}", KEPT_MESSAGE),
        refuse(vendor, "donations_receipt_no_delete", RECEIPT, "DELETE", "1 = 1", KEPT_MESSAGE),
    ]
    if vendor == "sqlite":
        # INSERT OR REPLACE would delete without asking the trigger on deletion.
        again = (
            f"EXISTS (SELECT 1 FROM {RECEIPT} r WHERE r.position = NEW.position OR r.number = NEW.number "
            "OR (r.transaction_id = NEW.transaction_id AND r.reference = NEW.reference))"
        )
        return [*rules, refuse(vendor, "donations_receipt_no_replace", RECEIPT, "INSERT", again, KEPT_MESSAGE)]
    kept = error(KEPT_MESSAGE)
    return [*rules, call("donations_receipt_no_truncate", RECEIPT, "BEFORE TRUNCATE", kept, each="STATEMENT")]
