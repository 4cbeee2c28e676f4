"""A bank's file as an officer sends it: on this machine as long as the request lasts, and no longer."""

from functools import wraps

from django import forms
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from donations.statements.reading import LARGEST

# What a form with a file has besides the file.
AROUND = 64 * 1024


class StatementUploadHandler(TemporaryFileUploadHandler):
    """Keeps each file in a temporary one that has a path; of one that is too large only the size.

    The rest of that is read and dropped: a browser shows the answer only once it has sent everything.
    """

    is_too_large = is_request_too_large = False

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Know from the head of the request what need not be kept at all."""
        self.is_request_too_large = content_length > LARGEST + AROUND

    def new_file(self, *args, **kwargs):
        """Begin with the next one: what was wrong with the file before it is not wrong with this one."""
        self.is_too_large = self.is_request_too_large
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        """Keep a chunk, or let go of all that came before it."""
        if self.is_too_large or start + len(raw_data) > LARGEST:
            self.is_too_large = True
            self.file.file.truncate(0)
        else:
            super().receive_data_chunk(raw_data, start)


def statement_uploads(view):
    """Let a view's uploads come in so. Stands below what asks who sends them, and above `csrf_protect`."""

    @wraps(view)
    def with_handler(request, *args, **kwargs):
        request.upload_handlers = [StatementUploadHandler(request)]
        return view(request, *args, **kwargs)

    return with_handler


class StatementForm(forms.Form):
    """A file. `digest`: the SHA-256 of the one that the officer looked at, empty before."""

    file = forms.FileField(
        label=_("The bank's file"),
        help_text=_("camt.053 or MT940, as the bank gives it, and at most 50 MB."),
        widget=forms.FileInput,
        error_messages={"required": _("Choose the file first."), "empty": _("This file is empty.")},
    )
    digest = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_file(self):
        """Refuse, before anybody reads it, what is larger than is read at once."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 50 MB. Ask the bank for shorter periods."))
        return file
