"""File fields that let nothing into storage but what the site may keep, under names that say nothing."""

from pathlib import PurePath

from django.core.files.base import ContentFile
from django.utils.crypto import get_random_string
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from campaign_site.media.scrub import scrub

NAME_LENGTH = 20


def random_name(extension: str) -> str:
    """Return a file name that tells nothing: uploaded names hold places, dates and people."""
    return f"{get_random_string(NAME_LENGTH).lower()}.{extension}"


def document_path(instance, name: str) -> str:
    """Return where a document is stored: its uploaded name is dropped."""
    return f"documents/{random_name('pdf')}"


def scrubbed(file) -> ContentFile:
    """Return the bare pixels of the picture in `file`, marked `is_scrubbed`. Raises UnusablePicture."""
    file.open()
    file.seek(0)
    clean = scrub(file.read())
    content = ContentFile(clean.content, name=random_name(clean.extension))
    content.is_scrubbed = True
    return content


def is_scrubbed(file) -> bool:
    """Return whether the content behind a file has been through `scrub` in this process."""
    return getattr(file, "is_scrubbed", False)


class ScrubbedFile(WagtailImageFieldFile):
    """A picture's file. Every way into storage ends in `save()`, also Wagtail's that go round the model."""

    def save(self, name, content, save=True):
        """Store the bare pixels under a random name. Raises UnusablePicture when nobody has validated before."""
        if not is_scrubbed(content):
            content = scrubbed(content)
        super().save(random_name(PurePath(content.name).suffix.lstrip(".")), content, save)


class ScrubbedImageField(WagtailImageField):
    """A model field whose files are scrubbed whoever stores them."""

    attr_class = ScrubbedFile
