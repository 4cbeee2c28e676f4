"""What the database keeps of a pledge's history, whoever asks: facts stay, and what they are about does too."""

from campaign_site.delivery.refusing import call, error, refuse
from campaign_site.delivery.triggers import Trigger

FACT, PLEDGE = "donations_pledgefact", "donations_pledge"
KEPT_MESSAGE = "facts are added, never changed or taken away"
# Facts are amounts in the pledge's currency, for its reference, with its rhythm.
FROZEN = ("public_id", "reference", "once", "currency", "exponent", "rhythm", "instalments", "created_at")
FROZEN_MESSAGE = "what a pledge is about never changes"
ERASED_MESSAGE = "who was forgotten is not remembered"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in FROZEN)
    remembered = f"OLD.erased_at IS NOT NULL AND OLD.erased_at {differs} NEW.erased_at"
    rules = [
        refuse(vendor, "donations_pledge_frozen", PLEDGE, "UPDATE", changed, FROZEN_MESSAGE),
        refuse(vendor, "donations_pledge_erased", PLEDGE, "UPDATE", remembered, ERASED_MESSAGE),
    ]
    if vendor == "sqlite":
        # INSERT OR REPLACE would delete without asking the trigger on deletion.
        there = f"EXISTS (SELECT 1 FROM {FACT} f WHERE f.id = NEW.id)"
        again = f"EXISTS (SELECT 1 FROM {FACT} f WHERE f.pledge_id = NEW.pledge_id AND f.once = NEW.once)"
        return [
            *rules,
            refuse(vendor, "donations_pledgefact_no_update", FACT, "UPDATE", "1", KEPT_MESSAGE),
            refuse(vendor, "donations_pledgefact_no_delete", FACT, "DELETE", "1", KEPT_MESSAGE),
            refuse(vendor, "donations_pledgefact_no_replace", FACT, "INSERT", f"{there} OR {again}", KEPT_MESSAGE),
        ]
    kept = error(KEPT_MESSAGE)
    return [
        *rules,
        call("donations_pledgefact_kept", FACT, "BEFORE UPDATE OR DELETE", kept),
        call("donations_pledgefact_no_truncate", FACT, "BEFORE TRUNCATE", kept, each="STATEMENT"),
    ]
