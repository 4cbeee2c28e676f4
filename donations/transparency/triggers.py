"""What keeps published statements a chain, whoever asks."""

from campaign_site.delivery.database.trigger_sql import only_added, refuse
from campaign_site.delivery.database.triggers import Trigger
from donations.ledger import NO_HASH

PUBLISHED = "donations_publishedstatement"
FOLLOWS_MESSAGE = "a statement follows the one before"
KEPT_MESSAGE = "statements are added, never changed or taken away"

LAST = f"COALESCE((SELECT MAX(s.number) FROM {PUBLISHED} s), 0)"
BEFORE = f"COALESCE((SELECT s.digest FROM {PUBLISHED} s WHERE s.number = {LAST}), '{NO_HASH}')"
SAME = ("o.number = NEW.number", "o.week = NEW.week")
FOLLOWS = f"NEW.number = 1 + {LAST} AND NEW.previous = {BEFORE}"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return [
        refuse(vendor, "donations_published_follows", PUBLISHED, "INSERT", f"NOT ({FOLLOWS})", FOLLOWS_MESSAGE),
        *only_added(vendor, PUBLISHED, SAME, KEPT_MESSAGE, name="donations_published"),
    ]
