"""Wagtail's screens about one picture, or about many at once, answer only to whoever has a right on it.

Some of them show a picture's title and words before they ask for a permission, or never ask: those of a story tell
who it is about. The admin's own interface lists all pictures and documents to everybody in it. And no screen
renames, moves or deletes the collection that keeps the pictures of stories apart.
"""

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import permission_policy as picture_policy

from campaign_site.accounts.sheltered import find_sheltered
from campaign_site.delivery.admin.guarded_screens import GuardedScreensMiddleware, many_of
from campaign_site.delivery.admin.row_keys import are_keys
from campaign_site.media.audience import ANY_RIGHT
from campaign_site.media.models import CampaignImage

NAMESPACES = frozenset({"wagtailimages", "wagtailimages_chooser"})
COLLECTIONS, CHANGES = "wagtailadmin_collections", frozenset({"edit", "delete"})


class HiddenPicturesMiddleware(GuardedScreensMiddleware):
    """Refuses each screen about a picture that the user has no right on, and each that would let pictures out."""

    def refuses(self, request, args, kwargs):
        """Whether it is about such a picture, one that no number tells, or changes the sheltered collection."""
        match = request.resolver_match
        if COLLECTIONS in match.namespaces and match.url_name in CHANGES:
            apart = find_sheltered()
            return apart is not None and apart.pk == kwargs["pk"]
        if NAMESPACES & set(match.namespaces):
            keys = [str(kwargs[name]) for name in ("image_id", "pk") if name in kwargs]
        else:
            keys = many_of("campaignimage", request, kwargs) or []
            # With "all" Wagtail asks for the pictures that the user may change.
            keys = [] if "all" in keys else keys
        return bool(keys) and not (are_keys(keys) and _may_have(request.user, keys))


def _may_have(user, keys: list[str]) -> bool:
    pictures = CampaignImage.objects.filter(pk__in=keys).select_related("collection")
    return all(picture_policy.user_has_any_permission_for_instance(user, ANY_RIGHT, image) for image in pictures)


class PicturesInterface(ImagesAdminAPIViewSet):
    """The admin's interface for pictures."""

    def get_queryset(self):
        """Return the pictures that the user has a right on."""
        mine = picture_policy.instances_user_has_any_permission_for(self.request.user, ANY_RIGHT)
        return super().get_queryset().filter(pk__in=mine.order_by().values("pk"))


class DocumentsInterface(DocumentsAdminAPIViewSet):
    """The admin's interface for documents."""

    def get_queryset(self):
        """Return the documents that the user has a right on."""
        mine = document_policy.instances_user_has_any_permission_for(self.request.user, ANY_RIGHT)
        return super().get_queryset().filter(pk__in=mine.order_by().values("pk"))
