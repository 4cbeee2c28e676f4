"""Security headers: one policy for the public pages, one for the admin.

Source of the values: OWASP Secure Headers Project and MDN HTTP Observatory.
"""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.utils.deprecation import MiddlewareMixin

ADMIN_PREFIX = "/admin/"

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
        "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get",
        "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip
# Editors sign in with passkeys.
ADMIN_PERMISSIONS_POLICY = PERMISSIONS_POLICY.replace("create=()", "create=(self)").replace("get=()", "get=(self)")


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Writes the public policy on every answer, and the admin's under /admin/."""

    def get_policy_parts(self, request, response, report_only=False):
        """Return django-csp's parts, replaced by the admin's directives where those apply."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(ADMIN_PREFIX) and not report_only:
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts


class PolicyMiddleware(MiddlewareMixin):
    """Adds the headers that neither Django nor django-csp writes."""

    def process_response(self, request, response):
        """Switch every browser feature off and keep answers to our own origin."""
        is_admin = request.path_info.startswith(ADMIN_PREFIX)
        policy = ADMIN_PERMISSIONS_POLICY if is_admin else PERMISSIONS_POLICY
        response.headers.setdefault("Permissions-Policy", policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_admin:
            # Under no-referrer browsers post "Origin: null", and Django's CSRF check refuses every sign-in.
            response.headers["Referrer-Policy"] = "same-origin"
        return response
