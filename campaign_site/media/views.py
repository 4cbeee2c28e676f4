"""Serves pictures from local storage; object storage serves its own."""

import posixpath

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe
from s3transfer.exceptions import RetriesExceededError

STORAGE_IS_AWAY = (BotoCoreError, ClientError, RetriesExceededError)
PUBLIC_FOLDER = "images/"
# Systems disagree about the younger ones, and a wrong type is not shown under `nosniff`.
TYPES = {
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


@require_safe
def serve_media(request, name: str):
    """Serve a rendition. Originals, documents and everything else in storage stay private (404).

    A new file has a new name, so the name is the validator; but a file that is gone is gone (404, not 304).
    Object storage that does not answer costs its pictures for a while (503), never the page around them.
    """
    content_type = TYPES.get(posixpath.splitext(name)[1])
    if posixpath.normpath(name) != name or not name.startswith(PUBLIC_FOLDER) or not content_type:
        raise Http404
    try:
        file = default_storage.open(name)
        # Object storage is read here, where its loss can still be answered, not while the answer is sent.
        file.seek(0)
    except STORAGE_IS_AWAY:
        return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    except (OSError, ValueError) as error:
        raise Http404 from error
    etag = f'"{posixpath.basename(name)}"'
    response = FileResponse(file, content_type=content_type, headers={"ETag": etag})
    patch_cache_control(response, no_cache=True)
    answer = get_conditional_response(request, etag=etag, response=response)
    if answer is not response:
        file.close()
    return answer
