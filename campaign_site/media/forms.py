"""The admin's forms for pictures and documents: add, edit, chooser and multiple upload all build on those here."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.log_actions import log

from campaign_site.delivery.admin.edited_meanwhile import OneAfterTheOther
from campaign_site.media.approved import KeepsWhatWasApproved
from campaign_site.media.fields import random_name
from campaign_site.media.pdf import MAX_BYTES as LARGEST_DOCUMENT
from campaign_site.media.pdf import TOO_LARGE, UnusableDocument, scrub_pdf
from campaign_site.media.replacement import forget_copies, make_sizes_again
from campaign_site.media.scrub import MAX_BYTES, UnusablePicture, scrub

HELP = _(
    "PDF, at most 20 MB. Its author, comments, attached files and scripts are taken out; what readers see stays."
)


def _replace(upload, content: bytes, extension: str) -> None:
    """Put the scrubbed content in the upload's place, the request's own file included."""
    upload.seek(0)
    upload.truncate()
    upload.write(content)
    upload.flush()
    upload.seek(0)
    upload.size = len(content)
    upload.name = random_name(extension)
    upload.is_scrubbed = True


# Telephones turn their HEIC into a JPEG where they are told that only these are taken.
ACCEPT = "image/jpeg,image/png,image/webp"


IN_ENGLISH = _(
    "What it shows, in one sentence and in English: it is read aloud on pages in English. Pages in other "
    "languages say it in their own, beside the picture."
)


class PictureUploadField(WagtailImageField):
    """Scrubs an upload in place, so that whatever Wagtail keeps of it holds no metadata.

    The multiple upload stores the request's own file for later, beside the model: changing only what the
    form returns would leave position and author in that copy.
    """

    def to_python(self, data):
        """Return the scrubbed upload; anything that cannot be read is an error beside the field."""
        if data in self.empty_values:
            return super().to_python(data)
        if data.size > MAX_BYTES:
            raise ValidationError(_("This file is larger than 15 MB. Please save the picture smaller."))
        try:
            clean = scrub(data.read())
        except UnusablePicture as error:
            raise ValidationError(str(error), code="invalid_image") from error
        _replace(data, clean.content, clean.extension)
        return super().to_python(data)

    def widget_attrs(self, widget):
        """Name the kinds that are taken."""
        return {**super().widget_attrs(widget), "accept": ACCEPT}


class CampaignImageForm(KeepsWhatWasApproved, OneAfterTheOther, BaseImageForm):
    """Wagtail's form with the scrubbing field (setting WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    readers_get = ("file", "description", "is_decorative", "credit")
    meanwhile = _("What gives somebody away can be covered all the same, at any time.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = PictureUploadField(
                label=plain.label, widget=plain.widget, required=plain.required, help_text=plain.help_text
            )
        if "description" in self.fields:
            self.fields["description"].help_text = IN_ENGLISH

    def save(self, commit=True):
        """Save, and note who changed a picture that is there: one of Wagtail's three views forgets to."""
        is_change = self.instance.pk is not None and self.has_changed()
        is_replaced = is_change and commit and "file" in self.changed_data
        image = super().save(commit)
        if is_replaced:
            forget_copies()
            make_sizes_again(image, key=image.file.name)
        if is_change:
            log(image, "wagtail.edit", content_changed=True)
        return image


class DocumentUploadField(WagtailDocumentField):
    """Scrubs an upload in place, as `PictureUploadField` does."""

    def to_python(self, data):
        """Return the scrubbed upload; anything that cannot be taken is an error beside the field."""
        file = super().to_python(data)
        if file is None:
            return None
        if file.size > LARGEST_DOCUMENT:
            raise ValidationError(TOO_LARGE)
        try:
            content = scrub_pdf(file.read())
        except UnusableDocument as error:
            raise ValidationError(str(error), code="invalid") from error
        _replace(file, content, "pdf")
        return file


class CampaignDocumentForm(KeepsWhatWasApproved, OneAfterTheOther, BaseDocumentForm):
    """Wagtail's form with the scrubbing field (setting WAGTAILDOCS_DOCUMENT_FORM_BASE)."""

    readers_get = ("title", "file")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = DocumentUploadField(
                label=plain.label, widget=plain.widget, required=plain.required, help_text=HELP
            )
