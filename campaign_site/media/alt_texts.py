"""What somebody hears who does not see a picture, and in which language it is said.

Each page says it in its own words, which stand in the page: so whoever approves a text, translates it, checks it
for identities or takes it down has them before their eyes, and translators need no right on a picture. The
picture's own description, in the site's first language, stands in where a page has none; in any other language it
is marked as what it is (WCAG 2.2, success criteria 1.1.1 and 3.1.2), and `pages/described.py` keeps such a page
from going live.
"""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

ALT_TEXT_HELP = _(
    "Say in one sentence, in the language of this page, what the picture tells here: it is read aloud. A page in "
    "English may leave it empty: then the picture’s own description is read."
)


class AltText(NamedTuple):
    """The words, none where the picture is decorative; and their language, where it is not that of the page."""

    words: str = ""
    language: str = ""


def alt_text(image, own: str, language: str) -> AltText:
    """Return what a page in a language reads out for an image, or for a deleted one; `own` are its own words."""
    if image is None or image.is_decorative:
        return AltText()
    if own.strip():
        return AltText(own)
    return AltText(image.description, settings.LANGUAGE_CODE if is_undescribed(own, language) else "")


def is_undescribed(own: str, language: str) -> bool:
    """Whether a page in a language leaves undescribed what is not decorative; `own` are its own words."""
    return not own.strip() and language != settings.LANGUAGE_CODE
