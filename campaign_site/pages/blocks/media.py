"""Pictures, videos and documents."""

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from campaign_site.media.alt_texts import ALT_TEXT_HELP, AltText, alt_text
from campaign_site.media.blocks import VideoChooserBlock
from campaign_site.media.renditions import find_picture


class PictureValue(blocks.StructValue):
    """A picture as it stands in a page."""

    @property
    def alt(self) -> AltText:
        """What is read out for it, in the active language, or in which other."""
        return alt_text(self["image"], self.get("alt_text") or "", get_language() or "")


class PictureBlock(blocks.StructBlock):
    """A picture, what it shows for those who do not see it, in the page's language, and its caption."""

    image = ImageChooserBlock(label=_("Picture"))
    alt_text = blocks.CharBlock(
        label=_("For those who do not see it"),
        required=False,
        max_length=250,
        help_text=ALT_TEXT_HELP,
    )
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
        value_class = PictureValue


class DownloadBlock(blocks.StructBlock):
    """A document to download, with what it is."""

    document = DocumentChooserBlock(label=_("Document"))
    text = blocks.CharBlock(label=_("What it is"), max_length=120)

    class Meta:
        icon = "doc-full"
        label = _("Download")
        template = "blocks/download.html"


class VideoBlock(blocks.StructBlock):
    """A video with what is said and seen in it, which is not optional; only for pages that may show one.

    Without captions in the page's language there are its words alone.
    """

    video = VideoChooserBlock(label=_("Video"))
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    transcript = blocks.TextBlock(
        label=_("Transcript"), help_text=_("All that is said, and what is seen that is not said.")
    )

    class Meta:
        icon = "media"
        label = _("Video with transcript")
        template = "blocks/video.html"

    def get_context(self, value, parent_context=None):
        """Add `film`, the addresses of what is shown, or None; in previews `missing`, what is not there yet."""
        context = super().get_context(value, parent_context)
        video, language = value["video"], get_language()
        context["film"] = None
        if video is None:
            return context
        request = context.get("request")
        is_public = not getattr(request, "is_preview", False)
        if video.can_be_shown(language):
            captions = video.captioned[language]
            names = {"video": video.file_name, "poster": video.poster_name, "captions": captions.name}
            context["film"] = {key: video.address(name, in_admin=not is_public) for key, name in names.items()}
            context["film"] |= {"language": language, "label": dict(settings.LANGUAGES)[language]}
        elif not is_public:
            context["missing"] = (
                _("It has no captions in this language yet.") if video.is_ready else video.told_state
            )
        return context
