"""Who may do what with recordings and videos (add, change, delete, choose), and with stories' pictures."""

from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied
from wagtail.images import permissions
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from campaign_site.accounts.sheltered import find_sheltered
from campaign_site.media.video.engine import engine_is_there

recording_policy = ModelPermissionPolicy("media.CampaignRecording")


class VideoPolicy(ModelPermissionPolicy):
    """Nobody adds a video where none can be prepared."""

    def user_has_permission(self, user, action):
        """Ask for the engine first."""
        return (action != "add" or engine_is_there()) and super().user_has_permission(user, action)

    def waits_for_engine(self, user) -> bool:
        """Whether the user may add one as soon as this machine can prepare it."""
        return not engine_is_there() and super().user_has_permission(user, "add")


video_policy = VideoPolicy("media.CampaignVideo")


class ShelteredPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for pictures, in which rights held above the sheltered collection do not reach it."""

    def _check_perm(self, user, actions, collection=None):
        apart = collection and find_sheltered()
        if apart and collection.path.startswith(apart.path) and not user.is_superuser:
            return any(self._reaches(grant, apart) for grant in self._grants(user, actions))
        return super()._check_perm(user, actions, collection)

    def _collections_with_perm(self, user, actions):
        found, apart = super()._collections_with_perm(user, actions), find_sheltered()
        if apart and not any(self._reaches(grant, apart) for grant in self._grants(user, actions)):
            return found.exclude(path__startswith=apart.path)
        return found

    def _grants(self, user, actions):
        return self._get_user_permission_objects_for_actions(user, actions) if user.is_active else ()

    @staticmethod
    def _reaches(grant, apart) -> bool:
        return grant.collection.path.startswith(apart.path)


def shelter_pictures() -> None:
    """Give Wagtail's one policy object our class: its views and forms all ask it, and no setting replaces it."""
    permissions.permission_policy.__class__ = ShelteredPolicy


class ChoosingNeedsPermission:
    """For the chooser's views of a model: Wagtail's own show every record to whoever may enter the admin."""

    def dispatch(self, request, *args, **kwargs):
        """Raise PermissionDenied unless the user may choose one."""
        about = self.model._meta
        if not request.user.has_perm(f"{about.app_label}.{get_permission_codename('choose', about)}"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
