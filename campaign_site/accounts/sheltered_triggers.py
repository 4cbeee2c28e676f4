"""The sheltered collection keeps its name and its place in the tree: by these it is known (`sheltered.py`)."""

from campaign_site.accounts.sheltered import DEPTH, NAME
from campaign_site.delivery.database.trigger_sql import refuse
from campaign_site.delivery.database.triggers import Trigger

TABLE = "wagtailcore_collection"
# Its path may change: others find room beside it in the order of their names.
LET_OUT = f"OLD.name = '{NAME}' AND OLD.depth = {DEPTH} AND (NEW.name <> OLD.name OR NEW.depth <> OLD.depth)"
MESSAGE = "the collection of stories keeps its name and its place"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return [refuse(vendor, "sheltered_collection_stays", TABLE, "UPDATE", LET_OUT, MESSAGE)]
