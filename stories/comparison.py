"""How two versions of a page that points at stories are compared: stories by what the public reads of them."""

from django.db.models import ForeignKey
from wagtail.admin.compare import ForeignObjectComparison, register_comparison_class

from stories.models import StoryPage
from stories.viewsets import shown_name


class StoryComparison(ForeignObjectComparison):
    """Names a story as its chooser does: Wagtail takes `str()`, which is the person's code."""

    def get_objects(self):
        """Return both stories' names, None where there is none."""
        return tuple(shown_name(story) if story else None for story in super().get_objects())


def name_stories_apart() -> None:
    """Have every comparison of versions ask this class about stories."""
    register_comparison_class(ForeignKey, to=StoryPage, comparison_class=StoryComparison)
