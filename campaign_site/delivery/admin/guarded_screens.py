"""What stands before Wagtail's own screens, where some of them tell a title before they ask for a right."""

from django.conf import settings
from django.http import Http404
from wagtail.admin.auth import permission_denied

from campaign_site.delivery.admin.row_keys import are_keys


class GuardedScreensMiddleware:
    """Refuses, as Wagtail does, each screen of the admin that `refuses` says no to for whoever is signed in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return the refusal, or None to go on. Raises Http404 for a number that no row can have."""
        if not request.path_info.startswith(settings.ADMIN_PATH) or not request.user.is_authenticated:
            return None
        if not are_keys(text for text in map(str, (*args, *kwargs.values())) if text.isdecimal()):
            raise Http404
        return permission_denied(request) if self.refuses(request, args, kwargs) else None

    def refuses(self, request, args: tuple, kwargs: dict) -> bool:
        """Whether the user may not see what this screen is about."""
        raise NotImplementedError


def many_of(model_name: str, request, kwargs: dict) -> list[str] | None:
    """Return the ids of rows of a model to which something is to be done at once; None on any other screen."""
    if request.resolver_match.url_name == "wagtail_bulk_action" and kwargs.get("model_name") == model_name:
        return request.GET.getlist("id")
    return None
