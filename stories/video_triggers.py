"""No story shows a video: a moving picture of a person cannot be promised to hide who they are.

Gait, voice, hands and a second of a window tell what covering a face does not, and nobody can clear each of some
thousand pictures. Stories have no such block; should one get it, the database refuses the story.
"""

from campaign_site.delivery.database.trigger_sql import refuse_each
from campaign_site.delivery.database.triggers import Trigger

MESSAGE = "no story shows a video"
# As both databases write a block of this type; in a text the quotes would have backslashes.
_HOLDS_ONE = """CAST(NEW.body AS TEXT) LIKE '%"type": "video"%'"""


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return refuse_each(vendor, "stories_no_video", "stories_storypage", ("INSERT", "UPDATE"), _HOLDS_ONE, MESSAGE)
