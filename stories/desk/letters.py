"""Letters that ask others to remove a copy: an address, a reference, and nobody's name."""

from django.template.loader import render_to_string
from django.utils.translation import override

from stories.consent.models import OutsideCopy


def letter(copy: OutsideCopy) -> str:
    """Return the letter in the language chosen for it, as plain text to copy or to print."""
    with override(copy.language):
        reference = copy.takedown.reference if copy.takedown else ""
        return (
            render_to_string("stories/letters/removal.txt", {"copy": copy, "reference": reference}).strip() + "\n"
        )
