"""Lets whoever watches a process ask for its health at the process's own address."""

from urllib.parse import urlsplit

from django.conf import settings

PATH = "/healthz"


class HealthByAddressMiddleware:
    """Takes any host for /healthz, and no other page: it says the same to everybody, and names nothing.

    Varnish, balancers and the image's health check ask by address; refused (400, ALLOWED_HOSTS), they would call
    every process dead and send nobody there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Let the question be one to our public name."""
        if request.path_info == PATH:
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        return self.get_response(request)
