from wagtail import hooks

from campaign_site.media.viewsets import RecordingViewSet, recording_chooser


@hooks.register("register_admin_viewset")
def register_recordings():
    return [RecordingViewSet("recordings"), recording_chooser]
