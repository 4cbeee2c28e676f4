"""What is kept of the stories themselves, and how long."""

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.personal_data import About, Kept

OWN = (
    Kept(
        About.SURVIVOR,
        _("The story that you told, with its pictures and recording."),
        _("In public while your consent lasts, and not a day longer. The drafts until you have them deleted."),
        models=("stories.StoryPage", "stories.IdentityFinding"),
    ),
)
