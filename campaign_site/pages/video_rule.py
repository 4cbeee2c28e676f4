"""What somebody approves is all that the page will show: no film comes to light later that nobody looked at.

A video without captions in the page's language, or one that is still being prepared, is not shown; readers have
its words alone. Once both are there it would be public, film and captions, by one person's doing. So a page that
four eyes read goes live with videos that can be shown. What is live already stays as it is.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

from campaign_site.media.models import CampaignVideo
from campaign_site.media.shown import shown_by
from campaign_site.media.video.choices import State
from campaign_site.pages.blocks.media import VideoBlock
from campaign_site.pages.described import DescribedPageForm


class VideoNotShown(ValidationError):
    """A page would have been approved, or gone live, with a video that it could not show yet."""


def refuse_unshown_videos(page) -> None:
    """Raise VideoNotShown where a page, as it is given, names a video that its readers would not get now."""
    if sentences := list(_unshown(page).values()):
        raise VideoNotShown(sentences[0])


class ApprovedPageForm(DescribedPageForm):
    """The form of a page that four eyes read: whoever hands it in is told, not only whoever approves."""

    def _post_clean(self):
        """Say so beside the video, once the page has what was typed; a draft may wait."""
        super()._post_clean()
        if self.is_deferred_validation or not (sentences := _unshown(self.instance)):
            return
        for field in self.instance._meta.concrete_fields:
            is_typed = isinstance(field, StreamField) and field.name in self.cleaned_data
            if is_typed and (errors := _beside_videos(field, self.instance, sentences)):
                self.add_error(field.name, StreamBlockValidationError(block_errors=errors))


def _unshown(page) -> dict[int, str]:
    """Return a sentence for editors, with what to do next, by the key of each video that cannot be shown."""
    keys, language = shown_by(page)[CampaignVideo], page.locale.language_code
    if not keys:
        return {}
    videos = CampaignVideo.objects.filter(pk__in=keys).order_by("pk").prefetch_related("captions")
    return {video.pk: _said_of(video) for video in videos if not video.can_be_shown(language)}


def _said_of(video: CampaignVideo) -> str:
    if video.state == State.FAILED:
        said = _("The video “%(title)s” could not be prepared. Please choose another one, or take it out.")
    elif not video.is_ready:
        said = _(
            "The video “%(title)s” is still being prepared, so nobody can look at it before it is public. The "
            "list of videos says when it is ready; then this can go on."
        )
    else:
        said = _(
            "The video “%(title)s” has no captions in the language of this page. Add them under Videos, so that "
            "they are read and approved with the page, or take the video out."
        )
    return said % {"title": video.title}


def _beside_videos(field: StreamField, page, sentences: dict[int, str]) -> dict[int, ValidationError]:
    children, kinds = field.value_from_object(page).get_prep_value(), field.stream_block.child_blocks
    videos = {
        place: child["value"].get("video")
        for place, child in enumerate(children)
        if isinstance(kinds.get(child["type"]), VideoBlock)
    }
    return {
        place: StructBlockValidationError(block_errors={"video": ValidationError(sentences[key])})
        for place, key in videos.items()
        if key in sentences
    }
