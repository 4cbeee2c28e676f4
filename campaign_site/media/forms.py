"""The admin's picture forms: add, edit, chooser and multiple upload all build on the one here."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm
from wagtail.log_actions import log

from campaign_site.media.fields import random_name
from campaign_site.media.scrub import MAX_BYTES, UnusablePicture, scrub


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
        data.seek(0)
        data.truncate()
        data.write(clean.content)
        data.flush()
        data.seek(0)
        data.size = len(clean.content)
        data.name = random_name(clean.extension)
        data.is_scrubbed = True
        return super().to_python(data)


class CampaignImageForm(BaseImageForm):
    """Wagtail's form with the scrubbing field (setting WAGTAILIMAGES_IMAGE_FORM_BASE)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = PictureUploadField(
                label=plain.label, widget=plain.widget, required=plain.required, help_text=plain.help_text
            )

    def save(self, commit=True):
        """Save, and note who changed a picture that is there: one of Wagtail's three views forgets to."""
        is_change = self.instance.pk is not None and self.has_changed()
        image = super().save(commit)
        if is_change:
            log(image, "wagtail.edit", content_changed=True)
        return image
