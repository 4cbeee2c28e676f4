"""What comes in of a video and its captions: an upload of a kind that can be prepared, captions written anew."""

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db.models import CharField, FileField, TextField
from django.db.models.fields.files import FieldFile
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from campaign_site.media.fields import NAME_LENGTH, is_new, random_name
from campaign_site.media.video import captions
from campaign_site.media.video.encoder import container_of

VIDEOS, CAPTIONS, UPLOADS = "videos/", "captions/", "uploads/"
# Evidence may be as large; the proxies in deploy/ let no more through.
MAX_BYTES = 50 * 1024 * 1024
TOO_LARGE = _("This file is larger than 50 MB. Please export it at 720p or smaller.")
NO_VIDEO = _("This file cannot be read as a video. Please choose an MP4, MOV or WebM file.")


def upload_path(instance, name: str) -> str:
    """Return where an upload lies until it is prepared: its name is dropped."""
    return f"{UPLOADS}{random_name('upload')}"


def check_upload(file) -> None:
    """Raise ValidationError for what is too large, or of no kind that can be prepared by its first bytes."""
    if file.size > MAX_BYTES:
        raise ValidationError(TOO_LARGE)
    file.open()
    file.seek(0)
    kind = container_of(file.read(12))
    file.seek(0)
    if kind is None:
        raise ValidationError(NO_VIDEO)


class UploadedVideoFile(FieldFile):
    """An upload. Every way into storage ends in `save()`."""

    def save(self, name, content, save=True):
        """Store it where nobody is served it. Raises ValidationError for what could not be prepared."""
        check_upload(content)
        super().save(name, content, save)


class UploadedVideoField(FileField):
    """A model field for what waits to be prepared; readers get nothing of it."""

    attr_class = UploadedVideoFile

    def formfield(self, **kwargs):
        """Offer the kinds that can be read; how an upload was named, however long, is dropped anyway."""
        field = super().formfield(**{"max_length": None, **kwargs})
        field.widget.attrs["accept"] = "video/mp4,video/quicktime,video/webm,.mp4,.mov,.webm"
        return field

    def clean(self, value, model_instance):
        """Refuse at once what would fail later."""
        if is_new(value):
            check_upload(value.file)
        return super().clean(value, model_instance)


class CaptionsField(TextField):
    """A model field for WebVTT that is written anew by `save()`, `create()` and `bulk_create()`.

    Its model has a `language`. `QuerySet.update()` and `bulk_update()` go past it, as past any `pre_save()`: there
    the database asks for the header alone (`captions_are_webvtt`).
    """

    def pre_save(self, model_instance, add):
        """Put what `captions.write` makes of it in the place of what was given. Raises UnusableCaptions."""
        given = getattr(model_instance, self.attname)
        from_the_right = get_language_info(model_instance.language)["bidi"]
        setattr(model_instance, self.attname, captions.write(captions.read(given), from_the_right=from_the_right))
        return super().pre_save(model_instance, add)


class CaptionsNameField(CharField):
    """The name at which captions are served: a hash, so that other words have another address.

    Its model declares it after its CaptionsField, for fields are prepared in that order.
    """

    def pre_save(self, model_instance, add):
        """Make it from the video, the language and the words as they were written anew."""
        told = f"{model_instance.video_id} {model_instance.language} {model_instance.text}"
        setattr(model_instance, self.attname, f"{CAPTIONS}{sha256(told.encode()).hexdigest()[:NAME_LENGTH]}.vtt")
        return super().pre_save(model_instance, add)
