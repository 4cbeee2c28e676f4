"""Compresses what the public reads, so that a page fits into the first round trip of a slow line."""

from django.conf import settings
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from campaign_site.delivery.page_cache.sharing import captured


class CompressionMiddleware(GZipMiddleware):
    """Compresses public text. Static files are compressed beforehand, pictures and documents by their nature.

    The admin stays plain: its answers hold a session's secrets beside what somebody typed, and the length of a
    compressed answer tells whether the two are alike (BREACH). Public pages know no session.
    """

    def process_response(self, request, response):
        """Compress unless it is the admin's, or a file, or the page cache does it once for all."""
        if response.streaming or request.path_info.startswith(settings.ADMIN_PATH):
            return response
        if captured(request, response):
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)
