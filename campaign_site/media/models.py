"""Pictures, recordings, videos and documents: shown as we wrote them, under names that say nothing."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, get_upload_to
from wagtail.log_actions import get_active_log_context

from campaign_site.media.fields import (
    RECORDINGS,
    ScrubbedDocumentField,
    ScrubbedImageField,
    ScrubbedRecordingField,
    admin_address,
    clean_new_file,
    document_path,
    is_new,
    recording_path,
    scrubbed,
    scrubbed_document,
    scrubbed_recording,
)
from campaign_site.media.pdf import UnusableDocument
from campaign_site.media.removal import remove_after_commit
from campaign_site.media.scrub import UnusablePicture
from campaign_site.media.sound import UnusableSound
from campaign_site.media.sound_encoder import LONGEST_SECONDS
from campaign_site.media.uploaded import Uploaded
from campaign_site.media.video.models import CampaignCaptions, CampaignVideo

__all__ = ["CampaignCaptions", "CampaignVideo"]


class CampaignImage(AbstractImage):
    """A picture as the site keeps it: bare pixels, a random file name, and words for those who do not see it.

    No original with metadata is ever stored: whichever way a file comes in, its field scrubs it first. Who brought
    the file as it is now does not clear it for stories; covering a part of it (`covering.py`) brings nothing.
    """

    file = ScrubbedImageField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    is_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture adds nothing to the text: screen readers pass over it."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("file brought by"),
    )

    admin_form_fields = ("title", "file", "description", "is_decorative", "credit", "collection",
                         "focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_decorative=True) | ~Q(description=""),
                name="picture_described_or_decorative",
            )
        ]

    @property
    def default_alt_text(self):
        """The alternative text; empty for a decorative picture."""
        return "" if self.is_decorative else self.description

    def clean(self):
        """Ask for an alternative text, and for a file that can be decoded."""
        super().clean()
        if not self.is_decorative and not self.description.strip():
            raise ValidationError(
                {"description": _("Describe the picture in one sentence, or mark it as decorative.")}
            )
        clean_new_file(self, scrubbed, UnusablePicture)

    def save(self, *args, **kwargs):
        """Store a new file first: its size and hash are those of the scrubbed one. Raises UnusablePicture."""
        if is_new(self.file):
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
            self.brought_by = get_active_log_context().user or self.uploaded_by_user
        super().save(*args, **kwargs)

    def find_existing_renditions(self, *filters):
        """Leave out what was made of another file than the picture has now."""
        found = super().find_existing_renditions(*filters)
        return {wanted: size for wanted, size in found.items() if size.source == self.file.name}

    def create_rendition(self, filter):
        """Make one size, in the place of one of an earlier file."""
        self._forget_sizes_of_earlier_files()
        return super().create_rendition(filter)

    def create_renditions(self, *filters):
        """Make several sizes, in the place of those of an earlier file."""
        if filters:
            self._forget_sizes_of_earlier_files()
        return super().create_renditions(*filters)

    def _forget_sizes_of_earlier_files(self) -> None:
        now = type(self).objects.filter(pk=self.pk).values("file")
        self.renditions.exclude(source__in=now).delete()


class SourceField(models.CharField):
    """The name of the picture's file that a size was made of, written whenever a size is stored."""

    def pre_save(self, size, add):
        """Take the name from the picture that was read, which may have another file by now."""
        if add:
            setattr(size, self.attname, size.image.file.name)
        return super().pre_save(size, add)


class CampaignRendition(AbstractRendition):
    """A scaled copy. Made when a page is published, never in a visitor's request.

    Making takes seconds, in which somebody may cover the picture: only what was made of its file now is shown.
    """

    image = models.ForeignKey(CampaignImage, on_delete=models.CASCADE, related_name="renditions")
    source = SourceField(max_length=100, editable=False, default="")

    @property
    def url(self) -> str:
        """Where editors see it. Readers have addresses of their own (`find_picture`)."""
        return admin_address(self.file.name)

    class Meta:
        # Each answer begins with the name.
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class CampaignRecording(Uploaded):
    """A recording as the site keeps it: bare sound as mono MP3, under a random file name.

    Where it is not the person's own voice, `is_voiced_by_actor` says so; otherwise a story with it needs a
    consent that covers the voice.
    """

    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("Only editors see it. Name nobody: readers see the story's own title."),
    )
    file = ScrubbedRecordingField(
        _("file"),
        upload_to=recording_path,
        help_text=_(
            "WAV, FLAC, OGG or MP3, at most 30 MB and 30 minutes. It is stored as MP3 without any of its tags. "
            "Export an M4A from a telephone as WAV or MP3 first."
        ),
    )
    duration = models.PositiveSmallIntegerField(_("duration in seconds"), editable=False)
    file_hash = models.CharField(max_length=64, editable=False)
    is_voiced_by_actor = models.BooleanField(
        _("read by somebody else"),
        default=False,
        help_text=_("Tick it only when this is not the person's own voice, however much it was changed."),
    )

    class Meta(Uploaded.Meta):
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        permissions = [("choose_campaignrecording", "Can choose recording")]
        indexes = [models.Index(fields=["file"], name="recording_by_file")]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__range=(1, LONGEST_SECONDS)), name="recording_has_a_length"
            ),
            models.CheckConstraint(
                condition=Q(file__startswith=RECORDINGS) & ~Q(file_hash=""), name="recording_was_scrubbed"
            ),
        ]

    def __str__(self):
        return f"Recording {self.pk}"

    def save(self, *args, update_fields=None, **kwargs):
        """Store a new file first: length and hash are those of the scrubbed one. Raises UnusableSound.

        The file that it replaces is removed: whoever had its address must not hear it any longer.
        """
        if is_new(self.file):
            self.file.save(self.file.name, self.file.file, save=False)
        if update_fields is not None and "file" in update_fields:
            update_fields = {*update_fields, "duration", "file_hash"}
        with transaction.atomic():
            old = CampaignRecording.objects.filter(pk=self.pk).values_list("file", flat=True).first()
            super().save(*args, update_fields=update_fields, **kwargs)
            if old and (update_fields is None or "file" in update_fields) and old != self.file.name:
                remove_after_commit(old)

    def clean(self):
        """Ask for a file that can be decoded."""
        super().clean()
        clean_new_file(self, scrubbed_recording, UnusableSound)

    @property
    def length(self) -> str:
        """Minutes and seconds, as players write them."""
        return f"{self.duration // 60}:{self.duration % 60:02}"


class CampaignDocument(AbstractDocument):
    """A PDF to download: what readers see of it, always served as an attachment, under a random file name.

    Author, comments, attached files and scripts are taken out, whichever way the file comes in (`pdf.py`).
    """

    file = ScrubbedDocumentField(_("file"), upload_to=document_path)

    admin_form_fields = ("title", "file", "collection")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self):
        """Refuse what is too large, locked or broken, or not a PDF whatever its name says."""
        super().clean()
        clean_new_file(self, scrubbed_document, UnusableDocument)

    def save(self, *args, **kwargs):
        """Store a new file first: its size and hash are those of the scrubbed one. Raises UnusableDocument."""
        if is_new(self.file):
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_document_file_metadata()
        super().save(*args, **kwargs)
