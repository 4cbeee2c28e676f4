"""What communities take away."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from campaign_site.movement.choices import Stage
from campaign_site.pages.blocks.media import DownloadBlock


class ToolkitBlock(DownloadBlock):
    """A document of the toolkit: for whom it is, and what it is."""

    stage = blocks.ChoiceBlock(label=_("For whom"), choices=Stage.choices)

    class Meta:
        label = _("Document of the toolkit")
