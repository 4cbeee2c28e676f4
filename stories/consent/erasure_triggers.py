"""What the database refuses about who was erased: they do not come back, and nothing of theirs begins anew."""

from campaign_site.delivery.database.trigger_sql import refuse, refuse_each
from campaign_site.delivery.database.triggers import Trigger
from stories.consent.choices import ContributorStatus

ERASED = ContributorStatus.ERASED.value
PEOPLE = "consent_contributor"
FOR_GOOD = f"OLD.status = '{ERASED}' AND (NEW.status <> OLD.status OR NEW.uid <> OLD.uid)"
FOR_GOOD_MESSAGE = "who was erased does not come back"
NOTHING_MESSAGE = "nothing is kept of who was erased"
IS_ERASED = "(SELECT k.status FROM consent_contributor k WHERE k.id = NEW.contributor_id) = 'erased'"
# The table, and when a row of it holds something that is sealed.
SEALED = {
    "consent_vaultpart": "length(NEW.sealed) > 0",
    "consent_slot": "length(NEW.sealed) > 0",
    "consent_callrequest": "length(NEW.sealed) > 0",
    "consent_accesscode": "length(NEW.verifier) > 0",
}
# What begins with a person who is there.
BEGINS = ("consent_consent", "stories_storypage")


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    found = refuse_each(vendor, f"{PEOPLE}_erased", PEOPLE, ["UPDATE"], FOR_GOOD, FOR_GOOD_MESSAGE)
    for table, holds in SEALED.items():
        sealed_again = f"{holds} AND {IS_ERASED}"
        found += refuse_each(vendor, f"{table}_erased", table, ["INSERT", "UPDATE"], sealed_again, NOTHING_MESSAGE)
    return found + [
        refuse(vendor, f"{table}_of_erased", table, "INSERT", IS_ERASED, NOTHING_MESSAGE) for table in BEGINS
    ]
