"""No story shows a video: a moving picture of a person cannot be promised to hide who they are.

Gait, voice, hands and a second of a window tell what covering a face does not, and nobody can clear each of some
thousand pictures. Stories have no such block; should one get it, the database refuses the story.
"""

from campaign_site.delivery.database.trigger_sql import refuse_each
from campaign_site.delivery.database.triggers import Trigger

MESSAGE = "no story shows a video"
# A key of the stream, never a text that says the same; SQLite keeps the spaces that somebody wrote or left out.
_HOLDS_ONE = {
    "sqlite": "EXISTS (SELECT 1 FROM json_tree(NEW.body) WHERE key = 'type' AND atom = 'video')",
    "postgresql": """CAST(NEW.body AS TEXT) LIKE '%"type": "video"%'""",
}


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    verbs = ("INSERT", "UPDATE")
    return refuse_each(vendor, "stories_no_video", "stories_storypage", verbs, _HOLDS_ONE[vendor], MESSAGE)
