"""What keeps published statements a chain, whoever asks."""

from campaign_site.delivery.refusing import call, error, refuse
from campaign_site.delivery.triggers import Trigger
from donations.ledger import NO_HASH

PUBLISHED = "donations_publishedstatement"
FOLLOWS_MESSAGE = "a statement follows the one before"
KEPT_MESSAGE = "statements are added, never changed or taken away"

LAST = f"COALESCE((SELECT MAX(s.number) FROM {PUBLISHED} s), 0)"
BEFORE = f"COALESCE((SELECT s.digest FROM {PUBLISHED} s WHERE s.number = {LAST}), '{NO_HASH}')"
FOLLOWS = f"NEW.number = 1 + {LAST} AND NEW.previous = {BEFORE}"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    rules = [
        refuse(vendor, "donations_published_follows", PUBLISHED, "INSERT", f"NOT ({FOLLOWS})", FOLLOWS_MESSAGE),
        refuse(vendor, "donations_published_no_update", PUBLISHED, "UPDATE", "1 = 1", KEPT_MESSAGE),
        refuse(vendor, "donations_published_no_delete", PUBLISHED, "DELETE", "1 = 1", KEPT_MESSAGE),
    ]
    if vendor == "sqlite":
        # INSERT OR REPLACE would delete without asking the trigger on deletion.
        again = f"EXISTS (SELECT 1 FROM {PUBLISHED} s WHERE s.number = NEW.number OR s.week = NEW.week)"
        return [*rules, refuse(vendor, "donations_published_no_replace", PUBLISHED, "INSERT", again, KEPT_MESSAGE)]
    kept = error(KEPT_MESSAGE)
    return [*rules, call("donations_published_no_truncate", PUBLISHED, "BEFORE TRUNCATE", kept, each="STATEMENT")]
