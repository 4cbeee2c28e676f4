"""What the database keeps of a pledge's history, whoever asks: facts stay, and what they are about does too."""

from campaign_site.delivery.database.trigger_sql import changed, is_there, only_added, refuse
from campaign_site.delivery.database.triggers import Trigger

FACT, PLEDGE = "donations_pledgefact", "donations_pledge"
SAME = ("o.id = NEW.id", "o.pledge_id = NEW.pledge_id AND o.once = NEW.once")
KEPT_MESSAGE = "facts are added, never changed or taken away"
# Facts are amounts in the pledge's currency, for its reference, with its rhythm.
FROZEN = ("public_id", "reference", "once", "currency", "exponent", "rhythm", "instalments", "created_at")
FROZEN_MESSAGE = "what a pledge is about never changes"
RECEIPT = "donations_receipt"
# A receipt's page reads the name from the pledge: what was issued stays as it was.
ON_RECEIPTS_MESSAGE = "a name that stands on receipts is not changed"
ERASED_MESSAGE = "who was forgotten is not remembered"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    frozen = changed(vendor, FROZEN)
    remembered = f"OLD.erased_at IS NOT NULL AND {changed(vendor, ['erased_at'])}"
    on_receipts = is_there(RECEIPT, ["o.reference = NEW.reference"])
    renamed = f"({changed(vendor, ['name'])}) AND NEW.erased_at IS NULL AND {on_receipts}"
    return [
        refuse(vendor, "donations_pledge_frozen", PLEDGE, "UPDATE", frozen, FROZEN_MESSAGE),
        refuse(vendor, "donations_pledge_erased", PLEDGE, "UPDATE", remembered, ERASED_MESSAGE),
        refuse(vendor, "donations_pledge_on_receipts", PLEDGE, "UPDATE", renamed, ON_RECEIPTS_MESSAGE),
        *only_added(vendor, FACT, SAME, KEPT_MESSAGE),
    ]
