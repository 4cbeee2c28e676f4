from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from campaign_site.media import cover_screen
from campaign_site.media.covering import LOG_ACTION
from campaign_site.media.hidden_pictures import DocumentsInterface, PicturesInterface
from campaign_site.media.picture_list import register_before_wagtail
from campaign_site.media.video.viewsets import VideoViewSet, video_chooser
from campaign_site.media.views import serve_to_editor
from campaign_site.media.viewsets import RecordingViewSet, recording_chooser

# Before the hook of Wagtail's pictures, whatever the order of the apps.
hooks.register("register_admin_urls", register_before_wagtail, order=-1)


@hooks.register("register_admin_viewset")
def register_recordings():
    return [RecordingViewSet("recordings"), recording_chooser, VideoViewSet("videos"), video_chooser]


@hooks.register("register_admin_urls")
def register_files():
    return [
        path("media/<path:name>", serve_to_editor, name="admin_media"),
        path("pictures/<int:pk>/cover/", cover_screen.cover, name="cover_picture"),
        path("pictures/<int:pk>/cover/preview/", cover_screen.preview, name="cover_preview"),
    ]


@hooks.register("register_log_actions")
def register_covering(actions):
    actions.register_action(LOG_ACTION, _("Cover"), _("Covered parts of the picture"))


# After Wagtail's own of the same names.
@hooks.register("construct_admin_api", order=1)
def register_interfaces(router):
    router.register_endpoint("images", PicturesInterface)
    router.register_endpoint("documents", DocumentsInterface)
