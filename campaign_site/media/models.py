"""Pictures and documents: scrubbed before they are stored, under names that say nothing."""

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition

from campaign_site.media.scrub import UnusablePicture, scrub

NAME_LENGTH = 20


def random_name(extension: str) -> str:
    """Return a file name that tells nothing: uploaded names hold places, dates and people."""
    return f"{get_random_string(NAME_LENGTH).lower()}.{extension}"


class CampaignImage(AbstractImage):
    """A picture as the site keeps it: bare pixels, a random file name, and words for those who do not see it.

    No original with metadata is ever stored: whichever way a file comes in, `save()` scrubs it first.
    """

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
        if self._has_new_file():
            try:
                self._scrub()
            except UnusablePicture as error:
                raise ValidationError({"file": str(error)}) from error

    def save(self, *args, **kwargs):
        """Scrub a new file, then store it. Raises UnusablePicture when nobody has validated before."""
        if self._has_new_file():
            self._scrub()
        super().save(*args, **kwargs)

    def _has_new_file(self) -> bool:
        return bool(self.file) and not self.file._committed and not getattr(self.file, "is_scrubbed", False)

    def _scrub(self) -> None:
        self.file.open()
        self.file.seek(0)
        clean = scrub(self.file.read())
        self.file = ContentFile(clean.content, name=random_name(clean.extension))
        self.file.is_scrubbed = True
        self._set_image_file_metadata()


class CampaignRendition(AbstractRendition):
    """A scaled copy. Made when a page is published, never in a visitor's request."""

    image = models.ForeignKey(CampaignImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]


class CampaignDocument(AbstractDocument):
    """A PDF to download, always served as an attachment, under a random file name."""

    admin_form_fields = (*Document.admin_form_fields,)

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self):
        """Refuse a file that is not a PDF, whatever its name says."""
        super().clean()
        if self.file and not self.file._committed:
            self.file.open()
            self.file.seek(0)
            if self.file.read(5) != b"%PDF-":
                raise ValidationError(
                    {"file": _("This is not a PDF file. Please export it as PDF and try again.")}
                )
            self.file.seek(0)

    def save(self, *args, **kwargs):
        """Give a new file a random name."""
        if self.file and not self.file._committed:
            self.file.name = random_name("pdf")
        super().save(*args, **kwargs)
