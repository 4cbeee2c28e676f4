"""No page but a story takes up a picture of stories: what it shows would be public past the person's consent.

Forms take whatever number they are sent, so the choosers alone do not keep it out. The rule stands at the model,
for every screen of the admin and whoever uses it; the command line is not asked. What a page showed in public
before a story took it up may stay there.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context

from campaign_site.accounts.sheltered import find_sheltered
from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import shown_by


def refuse_pictures_of_stories(page) -> None:
    """Raise ValidationError where somebody gives a page, in any language, a picture of stories."""
    apart, keys = find_sheltered(), shown_by(page)[CampaignImage]
    if apart is None or not keys or get_active_log_context().user is None:
        return
    taken = CampaignImage.objects.filter(pk__in=keys, collection__path__startswith=apart.path)
    taken = set(taken.values_list("pk", flat=True))
    if not taken:
        return
    for version in type(page).objects.live().filter(translation_key=page.translation_key):
        taken -= shown_by(version)[CampaignImage]
    if taken:
        raise ValidationError(_("A picture here is one of a story. Only the story may show it: choose another."))
