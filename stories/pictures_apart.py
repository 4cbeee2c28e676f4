"""Puts pictures into the sheltered collection as soon as a story, or a draft of one, names them.

So whoever has no right on stories neither finds, changes nor deletes them, whatever else they may do with
pictures.
"""

from campaign_site.accounts.sheltered import sheltered
from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import shown_by


def keep_apart(sender, instance, raw=False, **kwargs) -> None:
    """Receiver of `post_save` of stories, which also follows the saving of a draft and brings its text."""
    if not raw and (keys := shown_by(instance)[CampaignImage]):
        place = sheltered()
        CampaignImage.objects.filter(pk__in=keys).exclude(collection=place).update(collection=place)
