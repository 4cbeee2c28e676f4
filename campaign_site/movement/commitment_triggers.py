"""What somebody signed, nobody changes afterwards, whoever asks the database: it is taken back, or it stands."""

from campaign_site.delivery.database.trigger_sql import changed, refuse
from campaign_site.delivery.database.triggers import Trigger

TABLE = "movement_commitment"
SIGNED = ("public_id", "once", "first_name", "country", "may_show_name", "language", "made_at")
CONFIRMED = ("email", "confirmed_at")
MESSAGE = "what was signed never changes"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    afterwards = f"OLD.confirmed_at IS NOT NULL AND ({changed(vendor, CONFIRMED)})"
    condition = f"{changed(vendor, SIGNED)} OR {afterwards}"
    return [refuse(vendor, "movement_commitment_signed", TABLE, "UPDATE", condition, MESSAGE)]
