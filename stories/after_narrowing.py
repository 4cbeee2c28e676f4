"""What follows a narrowing once it is committed: nothing that was taken back stays in a copy or in a public file.

The pages themselves show less from the moment of the commit; this is about what others keep of them.
"""

from django.core.files.storage import default_storage
from wagtail.search import index

from campaign_site.delivery.caching.every_copy import forget_every_copy
from campaign_site.media.audience import is_public
from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import shown_in
from stories.blocks import reveals
from stories.forgetting import rename
from stories.models import StoryPage


def show_less(item) -> None:
    """Handle an outbox item of `stories.narrowing`, whose reference is the contributor's id. Safe to repeat."""
    live = StoryPage.objects.live().filter(contributor_id=item.reference)
    pages = list(live.select_related("locale", "contributor"))
    hidden = _hidden_pictures(pages)
    sizes = [rendition for image in hidden for rendition in image.renditions.all()]
    for rendition in sizes:
        default_storage.delete(rendition.file.name)
    for page in pages:
        index.insert_or_update_object(page)
    forget_every_copy()
    # Last: while something fails before, it is all done again, and these rows tell what.
    for image in hidden:
        rename(image)
    for rendition in sizes:
        rendition.delete()


def _hidden_pictures(pages: list[StoryPage]) -> list:
    """Return the pictures in what readers of these pages see no longer, unless they see them elsewhere."""
    keys = {
        key
        for page in pages
        for block in page.body
        if not reveals(block) <= page.covered_elements
        for key in shown_in(block.block, block.value)[CampaignImage]
    }
    images = CampaignImage.objects.filter(pk__in=keys).order_by("pk")
    return [image for image in images if not is_public(image)]
