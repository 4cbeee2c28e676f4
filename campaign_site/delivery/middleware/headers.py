"""Security headers: one policy for the public pages, one for the admin.

Source of the values: OWASP Secure Headers Project and MDN HTTP Observatory.
"""

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.utils.deprecation import MiddlewareMixin

# What Chromium 156 knows and would let our pages do, with the sensors and devices of older lists. Left as browsers
# have it: what a recording goes on with when the screen is dark, what screen readers are told, and client hints,
# none of which we ask for.
FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "captured-surface-control", "clipboard-read",
    "clipboard-write", "compute-pressure", "cross-origin-isolated", "deferred-fetch", "deferred-fetch-minimal",
    "digital-credentials-create", "digital-credentials-get", "display-capture", "encrypted-media", "fullscreen",
    "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "interest-cohort",
    "keyboard-map", "language-detector", "language-model", "local-fonts", "local-network", "local-network-access",
    "loopback-network", "magnetometer", "microphone", "midi", "on-device-speech-recognition", "otp-credentials",
    "payment", "picture-in-picture", "private-state-token-issuance", "private-state-token-redemption",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial", "speaker-selection",
    "storage-access", "summarizer", "sync-xhr", "translator", "unload", "usb", "window-management",
    "xr-spatial-tracking",
)  # fmt: skip
# Editors sign in with passkeys, and Wagtail copies addresses for them.
OF_EDITORS = frozenset({"publickey-credentials-create", "publickey-credentials-get", "clipboard-write"})
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in FEATURES)
ADMIN_PERMISSIONS_POLICY = ", ".join(
    f"{feature}=(self)" if feature in OF_EDITORS else f"{feature}=()" for feature in FEATURES
)


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Writes the public policy on every answer, and the admin's under /admin/.

    A preview is a public page that stands in a frame beside its form: it has the public policy, and only we may
    frame it. Wagtail makes it as the answer to a request of its own, which passes here before the editor's.
    """

    def process_response(self, request, response):
        """Leave the policy of a preview to the request that shows it."""
        if getattr(request, "is_dummy", False):
            response.is_public_page = True
            return response
        return super().process_response(request, response)

    def get_policy_parts(self, request, response, report_only=False):
        """Return django-csp's parts, replaced by the admin's directives where those apply."""
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(settings.ADMIN_PATH) and not report_only:
            if not getattr(response, "is_public_page", False):
                parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
            # Wagtail's views say so of what they show in a frame; everything else is not for any.
            if response.headers.get("X-Frame-Options") == "SAMEORIGIN":
                parts.replace = {"frame-ancestors": [SELF]}
        return parts


class PolicyMiddleware(MiddlewareMixin):
    """Adds the headers that neither Django nor django-csp writes."""

    def process_response(self, request, response):
        """Switch every browser feature off and keep answers to our own origin."""
        is_admin = request.path_info.startswith(settings.ADMIN_PATH)
        policy = ADMIN_PERMISSIONS_POLICY if is_admin else PERMISSIONS_POLICY
        response.headers.setdefault("Permissions-Policy", policy)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_admin:
            # Under no-referrer browsers post "Origin: null", and Django's CSRF check refuses every sign-in.
            response.headers["Referrer-Policy"] = "same-origin"
        # What a view says itself stays: that its drawings may be kept, say. About the rest nobody has thought.
        response.headers.setdefault("Cache-Control", "private, no-store" if is_admin else "no-store")
        return response
