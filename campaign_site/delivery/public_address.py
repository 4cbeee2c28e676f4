"""The whole address of what lies on this site: in mails, feeds and links that somebody passes on."""

from django.conf import settings
from django.utils.encoding import iri_to_uri


def public_address(path: str) -> str:
    """Return the public address of a path ("/en/stories/"), whatever host or proxy was asked; in ASCII."""
    return settings.SITE_URL + iri_to_uri(path)
