"""What the database refuses about clearing pictures: by who brought the file, and for a file that is not there."""

from campaign_site.delivery.database.trigger_sql import refuse
from campaign_site.delivery.database.triggers import Trigger

TABLE, PICTURE = "consent_pictureclearance", "media_campaignimage"
OWN_FILE = "nobody clears a file that they brought"
OTHER_FILE = "a picture is cleared as it is"

_BROUGHT = f"EXISTS (SELECT 1 FROM {PICTURE} i WHERE i.id = NEW.picture_id AND i.brought_by_id = NEW.officer_id)"
_IS_THERE = f"EXISTS (SELECT 1 FROM {PICTURE} i WHERE i.id = NEW.picture_id AND i.file_hash = NEW.file_hash)"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return [
        refuse(vendor, "stories_clearance_by_another", TABLE, "INSERT", _BROUGHT, OWN_FILE),
        refuse(vendor, "stories_clearance_of_this", TABLE, "INSERT", f"NOT {_IS_THERE}", OTHER_FILE),
    ]
