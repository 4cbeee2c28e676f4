"""Uploads of evidence that never touch the disk unsealed: Django would put what is large into a temporary file.

Each chunk is sealed with a key that only this request's memory knows, and opened again while it is sealed anew
with the person's key.
"""

import os
import tempfile
from collections.abc import Iterator
from functools import wraps

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from stories.consent.envelope import OVERHEAD, new_key, seal, unseal


class SealedUpload(UploadedFile):
    """An upload that is read once or more by `chunks()`. Beyond EVIDENCE_MAX_BYTES only its size is kept."""

    def __init__(self, name, content_type):
        descriptor, path = tempfile.mkstemp()
        os.unlink(path)  # it has no name from here on, and ends with the request
        super().__init__(os.fdopen(descriptor, "w+b"), name, content_type, 0)
        self._key = new_key()
        self._lengths: list[int] = []

    def add(self, chunk: bytes) -> None:
        """Keep one more chunk."""
        self.size += len(chunk)
        if self.size > settings.EVIDENCE_MAX_BYTES:
            self.file.truncate(0)
            self._lengths.clear()
        else:
            self.file.write(seal(self._key, chunk, str(len(self._lengths))))
            self._lengths.append(len(chunk))

    def chunks(self, chunk_size=None) -> Iterator[bytes]:
        """Yield what came, in the chunks that it came in."""
        self.file.seek(0)
        for number, length in enumerate(self._lengths):
            yield unseal(self._key, self.file.read(length + OVERHEAD), str(number))


class SealedUploadHandler(FileUploadHandler):
    """Makes a SealedUpload of every file of a request."""

    def new_file(self, *args, **kwargs):
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.upload = SealedUpload(self.file_name, self.content_type)

    def receive_data_chunk(self, raw_data, start):
        """Seal a chunk; nobody else sees it."""
        self.upload.add(raw_data)

    def file_complete(self, file_size):
        """Return the file for the form."""
        return self.upload

    def upload_interrupted(self):
        """Close the temporary file, which removes it."""
        if hasattr(self, "upload"):
            self.upload.close()


def sealed_uploads(view):
    """Let a view's uploads come in sealed. The outermost decorator: handlers are set before the form is read."""

    @csrf_exempt
    @wraps(view)
    def with_handler(request, *args, **kwargs):
        request.upload_handlers = [SealedUploadHandler(request)]
        return csrf_protect(view)(request, *args, **kwargs)

    return with_handler
