"""The language of an answer, and where an address without a language leads."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware


class LanguageMiddleware(LocaleMiddleware):
    """Leads what is not found to the same address in a language, but never from the admin to the public site."""

    def process_response(self, request, response):
        """Leave an answer of the admin as it is: what is not there is not there."""
        if request.path_info.startswith(settings.ADMIN_PATH):
            return response
        return super().process_response(request, response)
