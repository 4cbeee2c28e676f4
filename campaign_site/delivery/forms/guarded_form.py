"""Guards public forms without a cookie: where the request comes from, a signed time, a honeypot.

There is no session that a foreign site could ride on, so what is left to refuse is the blind cross-site
post and the robot. `Sec-Fetch-Site` and `Origin` as in the OWASP CSRF cheat sheet.
"""

import functools
import hashlib
import secrets
from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from campaign_site.delivery.forms.typed_text import writable

OLDEST_SECONDS = 24 * 60 * 60
SALT = "guarded-form"


def same_origin_post(view):
    """Refuse (403) posts that another site caused; stands in for the CSRF cookie on public forms."""

    @csrf_exempt
    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method == "POST" and not _came_from_here(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _came_from_here(request) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    # Under Referrer-Policy: no-referrer a browser sends "Origin: null" for its own forms.
    origin = request.headers.get("Origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.get_host()


class FieldSilentWhenHidden(forms.BoundField):
    """A field that leads to no help text where it is carried on unseen: none is there, and HTML forbids it."""

    def build_widget_attrs(self, attrs, widget=None):
        """Return the attributes, without `aria-describedby` on a hidden input."""
        attrs = super().build_widget_attrs(attrs, widget)
        if widget is not None and widget.is_hidden:
            attrs.pop("aria-describedby", None)
        return attrs


class GuardedForm(forms.Form):
    """A form with a signed time and a honeypot. `once` is random per rendering: a key against double submits."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    bound_field_class = FieldSilentWhenHidden
    once: str = ""

    def __init__(self, data=None, **kwargs):
        """Take in nothing that could not be written back."""
        super().__init__(writable(data), **kwargs)
        self.fields["stamp"].initial = new_stamp

    def answers(self) -> dict:
        """Return what was answered, as whoever keeps it wants it. Only after `is_valid()`."""
        raise NotImplementedError

    def once_key(self) -> str:
        """Return the key of this sending. Only after `is_valid()`."""
        return once_key(self.once, self.answers())

    def clean(self):
        """Add an error above the form when it is stale or filled in by a robot; what was typed is kept."""
        cleaned = super().clean()
        if cleaned.get("website"):
            raise forms.ValidationError(_("This form could not be sent. Please leave the hidden field empty."))
        try:
            self.once = read_stamp(self.data.get(self.add_prefix("stamp"), ""))
        except signing.BadSignature as error:
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = new_stamp()
            raise forms.ValidationError(
                _("This page was open for a long time. Please check your answers and send them again.")
            ) from error
        return cleaned


def once_key(stamp: str, answers: dict) -> str:
    """Return the key of one sending: the form's random stamp and what was answered.

    The same answers from the same form are one thing, however often they arrive; changed answers are another.
    """
    parts = "\x1f".join(f"{name}={answers[name]}" for name in sorted(answers))
    return hashlib.sha256(f"{stamp}\x1e{parts}".encode()).hexdigest()


def new_stamp() -> str:
    """Return a signed, dated random token to put into a form."""
    return signing.dumps(secrets.token_urlsafe(15), salt=SALT)


def read_stamp(token: str) -> str:
    """Return the random part of a stamp.

    Raises signing.BadSignature when it is forged or older than a day.
    """
    return signing.loads(token, salt=SALT, max_age=OLDEST_SECONDS)
