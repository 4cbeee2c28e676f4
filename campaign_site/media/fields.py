"""File fields that let nothing into storage but what the site may keep, under names that say nothing."""

from collections.abc import Callable
from pathlib import PurePath
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import FileField
from django.db.models.fields.files import FieldFile
from django.forms import ClearableFileInput
from django.urls import reverse
from django.utils.crypto import get_random_string
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from campaign_site.media.pdf import scrub_pdf
from campaign_site.media.scrub import scrub
from campaign_site.media.sound import scrub_sound

NAME_LENGTH = 20
RECORDINGS = "recordings/"


def random_name(extension: str) -> str:
    """Return a file name that tells nothing: uploaded names hold places, dates and people."""
    return f"{get_random_string(NAME_LENGTH).lower()}.{extension}"


def admin_address(name: str) -> str:
    """Return where editors see or hear a stored file, in public or not."""
    return reverse("admin_media", args=[name])


def document_path(instance, name: str) -> str:
    """Return where a document is stored: its uploaded name is dropped."""
    return f"documents/{random_name('pdf')}"


def recording_path(instance, name: str) -> str:
    """Return where a recording is stored: its uploaded name is dropped."""
    return f"{RECORDINGS}{random_name('mp3')}"


def is_new(file: FieldFile) -> bool:
    """Return whether a model's file has not been stored yet."""
    return bool(file) and not file._committed


def as_scrubbed(content: bytes, extension: str) -> ContentFile:
    """Return what we wrote ourselves as a file to store: under a random name, marked so that fields take it."""
    file = ContentFile(content, name=random_name(extension))
    file.is_scrubbed = True
    return file


def scrubbed(file) -> ContentFile:
    """Return the bare pixels of the picture in `file`, marked `is_scrubbed`. Raises UnusablePicture."""
    file.open()
    file.seek(0)
    clean = scrub(file.read())
    return as_scrubbed(clean.content, clean.extension)


def scrubbed_recording(file) -> ContentFile:
    """Return the bare sound of `file`, marked `is_scrubbed`, with what is known of it. Raises UnusableSound."""
    file.open()
    clean = scrub_sound(file)
    content = as_scrubbed(clean.content, "mp3")
    content.clean = clean
    return content


def scrubbed_document(file) -> ContentFile:
    """Return what readers see of the PDF in `file`, marked `is_scrubbed`. Raises UnusableDocument."""
    file.open()
    file.seek(0)
    return as_scrubbed(scrub_pdf(file.read()), "pdf")


def is_scrubbed(file) -> bool:
    """Return whether the content behind a file has been scrubbed in this process."""
    return getattr(file, "is_scrubbed", False)


def clean_new_file(item, scrubbed_of: Callable, unusable: type[Exception]) -> None:
    """Put what `scrubbed_of` makes in a new file's place. Raises ValidationError, at the file, if it cannot."""
    if is_new(item.file) and not is_scrubbed(item.file.file):
        try:
            item.file = scrubbed_of(item.file.file)
        except unusable as error:
            raise ValidationError({"file": str(error)}) from error


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


class ScrubbedRecordingFile(FieldFile):
    """A recording's file. Every way into storage ends in `save()`, also those that go round the model."""

    def save(self, name, content, save=True):
        """Store the bare sound, and note its length and hash in the model's row. Raises UnusableSound."""
        if not is_scrubbed(content):
            content = scrubbed_recording(content)
        self.instance.duration, self.instance.file_hash = content.clean.seconds, content.clean.sha256
        super().save(content.name, content, save)

    @property
    def url(self) -> str:
        """Where readers hear it while a page shows it: our own origin even when object storage holds the file."""
        self._require_file()
        return f"{settings.MEDIA_URL}{self.name}"


class Playable(NamedTuple):
    """What a form says of the recording that is there: its name, and where an editor hears it."""

    name: str
    url: str

    def __str__(self):
        return self.name


class RecordingInput(ClearableFileInput):
    """Offers the recording that is there to be heard in the admin: its public address answers in public only."""

    def format_value(self, value):
        """Return the stored recording with its address below the admin."""
        return Playable(value.name, admin_address(value.name)) if self.is_initial(value) else None


class ScrubbedRecordingField(FileField):
    """A model field for recordings, scrubbed whoever stores them. Its model has `duration` and `file_hash`."""

    attr_class = ScrubbedRecordingFile

    def formfield(self, **kwargs):
        """Offer the kinds that can be read; how an upload was named, however long, is dropped anyway."""
        widget = RecordingInput(attrs={"accept": ".wav,.flac,.ogg,.oga,.opus,.mp3"})
        return super().formfield(**{"widget": widget, "max_length": None, **kwargs})


class ScrubbedDocumentFile(FieldFile):
    """A document's file. Every way into storage ends in `save()`, also Wagtail's that go round the model."""

    def save(self, name, content, save=True):
        """Store what readers see of it, under a random name. Raises UnusableDocument."""
        if not is_scrubbed(content):
            content = scrubbed_document(content)
        super().save(content.name, content, save)


class ScrubbedDocumentField(FileField):
    """A model field for PDFs, scrubbed whoever stores them."""

    attr_class = ScrubbedDocumentFile
