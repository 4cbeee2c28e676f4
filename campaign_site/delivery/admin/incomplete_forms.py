"""A form that no browser sends, with fields left out, is the sender's mistake: answered with 400, not as a fault.

Wagtail's block forms and its copying of pages read such fields without asking whether they are there.
"""

from django.core.exceptions import BadRequest
from django.core.handlers.exception import response_for_exception
from django.utils.datastructures import MultiValueDictKeyError


class IncompleteFormMiddleware:
    """Answers as `django.core.exceptions.BadRequest` where a view missed a field of the form."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Return the page that says what to do; None for whatever else went wrong."""
        if isinstance(exception, MultiValueDictKeyError):
            return response_for_exception(request, BadRequest("A field is missing in this form."))
        return None
