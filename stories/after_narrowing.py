"""What follows a narrowing once it is committed: nothing that was taken back stays in a copy or in a public file.

The pages themselves show less from the moment of the commit; this is about what others keep of them.
"""

from django.core.files.storage import default_storage

from campaign_site.delivery import purging
from stories.blocks import shows_face
from stories.clearing import affected_paths
from stories.consent.choices import Element
from stories.models import StoryPage
from stories.traces import is_used_by_a_live_page, take


def show_less(item) -> None:
    """Handle an outbox item of `stories.narrowing`, whose reference is the contributor's id. Safe to repeat."""
    live = StoryPage.objects.live().filter(contributor_id=item.reference)
    pages = list(live.select_related("locale", "contributor"))
    paths = affected_paths(take(pages))
    sizes = [rendition for image in _hidden_faces(pages) for rendition in image.renditions.all()]
    for rendition in sizes:
        default_storage.delete(rendition.file.name)
    purging.purge(paths)
    # Last: until every copy is forgotten, these rows tell which.
    for rendition in sizes:
        rendition.delete()


def _hidden_faces(pages: list[StoryPage]) -> list:
    """Return the pictures of the person's face that no live page shows any longer."""
    keys = [page.pk for page in pages]
    faces = {
        block.value["image"]
        for page in pages
        if Element.FACE not in page.covered_elements
        for block in page.body
        if shows_face(block) and block.value["image"]
    }
    return [image for image in faces if not is_used_by_a_live_page(image, but_not=keys)]
