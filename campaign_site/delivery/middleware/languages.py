"""The language of an answer, and where an address without a language leads."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


def _language_of(request) -> str | None:
    return translation.get_language_from_path(request.path_info)


class LanguageMiddleware(LocaleMiddleware):
    """Leads what is not found to the same address in a language, but never from the admin to the public site."""

    def process_request(self, request):
        """Answer "/FR/" in French: Django takes the code as it was typed, which no catalogue and no link knows."""
        super().process_request(request)
        typed = translation.get_language()
        if typed not in dict(settings.LANGUAGES):
            known = typed.lower() if typed.lower() in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
            translation.activate(known)
            request.LANGUAGE_CODE = known

    def process_response(self, request, response):
        """Leave an answer of the admin as it is: what is not there is not there."""
        if request.path_info.startswith(settings.ADMIN_PATH):
            return response
        # What is the same for everybody is in the language of its address, or in none.
        if hasattr(response, "shared") and response.status_code == 200 and not _language_of(request):
            return response
        return super().process_response(request, response)
