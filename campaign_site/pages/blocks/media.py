"""Pictures and sound."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from campaign_site.media.renditions import find_picture


class PictureBlock(blocks.StructBlock):
    """A picture with its caption; the alternative text belongs to the picture itself."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    def get_context(self, value, parent_context=None):
        """Add `picture`, the renditions made at publication; None while there are none."""
        context = super().get_context(value, parent_context)
        context["picture"] = find_picture(value["image"], "text")
        return context

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class DownloadBlock(blocks.StructBlock):
    """A document to download, with what it is."""

    document = DocumentChooserBlock(label=_("Document"))
    text = blocks.CharBlock(label=_("What it is"), max_length=120)

    class Meta:
        icon = "doc-full"
        label = _("Download")
        template = "blocks/download.html"
