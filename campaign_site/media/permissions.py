"""Who may do what with recordings: add, change, delete and, like pictures, choose."""

from django.core.exceptions import PermissionDenied
from wagtail.permission_policies import ModelPermissionPolicy

recording_policy = ModelPermissionPolicy("media.CampaignRecording")


class ChoosingNeedsPermission:
    """For the chooser's views: Wagtail's own show every recording to whoever may enter the admin."""

    def dispatch(self, request, *args, **kwargs):
        """Raise PermissionDenied unless the user may choose recordings."""
        if not request.user.has_perm("media.choose_campaignrecording"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
