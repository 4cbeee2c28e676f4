"""The blocks with which editors choose a recording or a video."""

from django.utils.functional import cached_property
from wagtail.blocks import ChooserBlock


class RecordingChooserBlock(ChooserBlock):
    """A recording of the site's own."""

    target_model = "media.CampaignRecording"

    @cached_property
    def widget(self):
        """The admin's dialogue; imported when it is asked for, because blocks load with the models."""
        from campaign_site.media.viewsets import recording_chooser

        return recording_chooser.widget_class()

    class Meta:
        icon = "media"


class VideoChooserBlock(ChooserBlock):
    """A video of the site's own."""

    target_model = "media.CampaignVideo"

    @cached_property
    def widget(self):
        """The admin's dialogue."""
        from campaign_site.media.video.viewsets import video_chooser

        return video_chooser.widget_class()

    class Meta:
        icon = "media"
