"""The blocks with which editors choose a recording or a video."""

from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from wagtail.blocks import ChooserBlock


class MediaChooserBlock(ChooserBlock):
    """A file of the site's own, chosen in the dialogue at the dotted path `chooser`."""

    chooser = ""

    @cached_property
    def widget(self):
        """The admin's dialogue; imported when it is asked for, because blocks load with the models."""
        return import_string(self.chooser).widget_class()

    class Meta:
        icon = "media"


class RecordingChooserBlock(MediaChooserBlock):
    """A recording."""

    target_model = "media.CampaignRecording"
    chooser = "campaign_site.media.viewsets.recording_chooser"


class VideoChooserBlock(MediaChooserBlock):
    """A video."""

    target_model = "media.CampaignVideo"
    chooser = "campaign_site.media.video.viewsets.video_chooser"
