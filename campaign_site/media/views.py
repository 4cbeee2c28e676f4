"""Serves pictures from local storage; object storage serves its own."""

import mimetypes
import posixpath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

PUBLIC_FOLDER = "images/"


@require_safe
def serve_media(request, name: str):
    """Serve a rendition. Originals, documents and everything else in storage stay private (404)."""
    if posixpath.normpath(name) != name or not name.startswith(PUBLIC_FOLDER):
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")
    patch_cache_control(response, no_cache=True)
    return response
