"""Pictures and documents: scrubbed before they are stored, under names that say nothing."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, get_upload_to

from campaign_site.media.fields import ScrubbedImageField, document_path, is_scrubbed, scrubbed
from campaign_site.media.scrub import UnusablePicture

LARGEST_DOCUMENT_BYTES = 20 * 1024 * 1024
PDF_SIGNATURE = b"%PDF-"


class CampaignImage(AbstractImage):
    """A picture as the site keeps it: bare pixels, a random file name, and words for those who do not see it.

    No original with metadata is ever stored: whichever way a file comes in, its field scrubs it first.
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

    admin_form_fields = ("title", "file", "description", "is_decorative", "credit", "collection", "tags",
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
        if self._has_new_file() and not is_scrubbed(self.file.file):
            try:
                self.file = scrubbed(self.file.file)
            except UnusablePicture as error:
                raise ValidationError({"file": str(error)}) from error

    def save(self, *args, **kwargs):
        """Store a new file first: its size and hash are those of the scrubbed one. Raises UnusablePicture."""
        if self._has_new_file():
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)

    def _has_new_file(self) -> bool:
        return bool(self.file) and not self.file._committed


class CampaignRendition(AbstractRendition):
    """A scaled copy. Made when a page is published, never in a visitor's request."""

    image = models.ForeignKey(CampaignImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class CampaignDocument(AbstractDocument):
    """A PDF to download, always served as an attachment, under a random file name."""

    file = models.FileField(_("file"), upload_to=document_path)

    admin_form_fields = (*Document.admin_form_fields,)

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self):
        """Refuse a file that is too large, or not a PDF whatever its name says."""
        super().clean()
        if not self.file or self.file._committed:
            return
        if self.file.size > LARGEST_DOCUMENT_BYTES:
            raise ValidationError({"file": _("This file is larger than 20 MB. Please save it smaller.")})
        self.file.open()
        self.file.seek(0)
        start = self.file.read(len(PDF_SIGNATURE))
        self.file.seek(0)
        if start != PDF_SIGNATURE:
            raise ValidationError({"file": _("This is not a PDF file. Please export it as PDF and try again.")})
