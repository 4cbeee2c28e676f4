"""Serves pictures, recordings and videos from our own origin, whatever storage holds them.

To readers what a public page shows now, to editors below the admin what they have a right on (`audience.py`).
"""

import posixpath
import re
from http import HTTPStatus

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from campaign_site.delivery.caching.publication import EPOCH
from campaign_site.delivery.edge.copies import let_edge_keep
from campaign_site.delivery.outages import storage_is_away
from campaign_site.media.audience import is_public_file, may_have
from campaign_site.media.byte_ranges import Unsatisfiable, find_part, open_part
from campaign_site.media.fields import NAME_LENGTH, RECORDINGS
from campaign_site.media.models import CampaignCaptions
from campaign_site.media.video.fields import CAPTIONS, VIDEOS

PICTURES = "images/"
NAME = rf"[a-z0-9]{{{NAME_LENGTH}}}"
KINDS = {
    re.compile(rf"{RECORDINGS}{NAME}\.mp3"): "audio/mpeg",
    re.compile(rf"{VIDEOS}{NAME}\.webm"): "video/webm",
    re.compile(rf"{VIDEOS}{NAME}\.jpg"): "image/jpeg",
    re.compile(rf"{CAPTIONS}{NAME}\.vtt"): "text/vtt; charset=utf-8",
}
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
    """Serve a picture's size, a recording or a video that a public page shows now; all else in storage is 404.

    A new file has a new name, so the name is the validator; but a file that is gone is gone (404, not 304).
    Object storage that does not answer costs its pictures for a while (503), never the page around them.
    """
    content_type = _type(name)
    if not content_type or not is_public_file(name):
        raise Http404
    answer = _serve(request, name, content_type, "no-cache")
    if answer.status_code == HTTPStatus.OK and name.startswith(PICTURES):
        let_edge_keep(request, answer, until=EPOCH.current().until)
    return answer


@require_safe
def serve_to_editor(request, name: str):
    """Serve the same within the admin, public or not, to whom has a right on it."""
    content_type = _type(name)
    if not content_type or not may_have(request.user, name):
        raise Http404
    response = _serve(request, name, content_type, "private, no-store")
    patch_vary_headers(response, ["Cookie"])
    return response


def _serve(request, name: str, content_type: str, caching: str):
    try:
        file = _open(name)
        try:
            return _answer(request, file, content_type, caching)
        except BaseException:
            file.close()
            raise
    except storage_is_away():
        return HttpResponse(status=503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    except (OSError, ValueError) as error:
        raise Http404 from error


def _open(name: str):
    """Return a stored file; captions are rows, as editors mend them."""
    if not name.startswith(CAPTIONS):
        return default_storage.open(name)
    text = CampaignCaptions.objects.filter(name=name).values_list("text", flat=True).first()
    if text is None:
        raise FileNotFoundError(name)
    return ContentFile(text.encode(), name=name)


def _type(name: str) -> str | None:
    """Return the MIME type of what is served; None for everything else in storage."""
    # PostgreSQL holds no NUL and refuses to be asked for one.
    if "\x00" in name:
        return None
    for kind, content_type in KINDS.items():
        if kind.fullmatch(name):
            return content_type
    if posixpath.normpath(name) != name or not name.startswith(PICTURES):
        return None
    return TYPES.get(posixpath.splitext(name)[1])


def _answer(request, file, content_type: str, caching: str) -> HttpResponse | FileResponse:
    """Return the whole file or a part of it. Object storage is read here, where its loss can still be answered."""
    etag = f'"{posixpath.basename(file.name)}"'
    headers = {"ETag": etag, "Cache-Control": caching, "Accept-Ranges": "bytes"}
    answer = get_conditional_response(request, etag=etag, response=HttpResponse(headers=headers))
    if answer.status_code != HTTPStatus.OK:
        file.close()
        return answer
    try:
        part = find_part(_wanted_range(request, etag), file.size)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{file.size}"
        file.close()
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    if part is None:
        file.seek(0)
        return FileResponse(file, content_type=content_type, headers=headers)
    headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    headers["Content-Length"] = str(part.length)
    return FileResponse(
        open_part(file, part), status=HTTPStatus.PARTIAL_CONTENT, content_type=content_type, headers=headers
    )


def _wanted_range(request, etag: str) -> str:
    """Return the Range header, or nothing where it does not count: for another file than this, or with HEAD."""
    counts = request.method == "GET" and request.headers.get("If-Range", etag) == etag
    return request.headers.get("Range", "") if counts else ""
