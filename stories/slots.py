"""Changes the words that stand in a person's texts for what may be shown of them; `stories.words` reads them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stories.consent import audit
from stories.consent.choices import NEVER_FOR_MINORS, ContributorStatus
from stories.consent.models import Contributor, Slot
from stories.consent.sealing import lock, seal_for
from stories.models import StoryPage
from stories.publication import written_text
from stories.takedown import hide, leave_no_way_back
from stories.words import NEUTRAL_WORDS, elements_in, own_word, place

LONGEST = 80


def validate_words(contributor: Contributor, element: str, value: str, otherwise: str) -> None:
    """Say beside which field (`value`, `otherwise`) something is wrong: raises ValidationError with a dict."""
    errors = {}
    for field, text in {"value": value, "otherwise": otherwise}.items():
        if len(text) > LONGEST:
            errors[field] = _("At most %(count)s characters.") % {"count": LONGEST}
        elif any(sign in "[]" or unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in text):
            errors[field] = _("Plain words in one line, without brackets and without invisible signs.")
    if not otherwise.strip():
        errors["otherwise"] = _("Enter what readers see where the consent does not cover it.")
    elif value.strip() and value.strip().casefold() in otherwise.casefold():
        errors["otherwise"] = _("These words give away what they stand for. Choose others.")
    if value.strip() and contributor.is_minor and element in NEVER_FOR_MINORS:
        errors["value"] = _("This is never shown of a person under 18. Leave it empty.")
    if errors:
        raise ValidationError(errors)


def stories_with(contributor: Contributor, element: str, language: str) -> list[StoryPage]:
    """Return the live stories in a language that hold the element's token: other words for it hide them."""
    live = StoryPage.objects.live().filter(contributor=contributor, locale__language_code=language)
    return [page for page in live if element in elements_in(written_text(page))]


@transaction.atomic
def set_slot(
    contributor: Contributor, element: str, language: str, value: str, otherwise: str, actor=None
) -> Slot:
    """Keep the person's own word for an element (sealed; empty: none) and the words that are shown otherwise.

    Nobody has said yes to a text with these words: stories that hold the token are hidden, and what of them is
    under review goes back to its author. Enter the words before a text is handed in. The same words again
    change nothing. Raises ValidationError, ValueError for an element that is no word,
    `stories.consent.keyring.KeyDestroyed` after an erasure.
    """
    if element not in NEUTRAL_WORDS:
        raise ValueError(f"{element} is shown as a picture or a sound, not as a word")
    contributor = lock(contributor)
    value, otherwise = value.strip(), otherwise.strip()
    if contributor.status == ContributorStatus.ERASED:
        raise ValidationError(_("Nothing is kept of this person any more."))
    validate_words(contributor, element, value, otherwise)
    slot = Slot.objects.filter(contributor=contributor, element=element, language=language).first()
    if slot and (own_word(slot, contributor) or "", slot.otherwise) == (value, otherwise):
        return slot
    slot = slot or Slot(contributor=contributor, element=element, language=language)
    # First hidden, then changed: the database refuses other words in a story that is public.
    pages = [page.pk for page in stories_with(contributor, element, language)]
    hidden = hide(StoryPage.objects.filter(pk__in=pages), actor)
    _stop_reviews(contributor, element, language, actor)
    if value != (own_word(slot, contributor) or ""):
        slot.sealed = seal_for(contributor, place(slot), value.encode()) if value else None
    slot.otherwise = otherwise
    slot.save()
    sentence = f"Words of {contributor} for {element} in {language} were set; {hidden} pages hidden."
    audit.record("slot.set", slot, sentence, actor)
    return slot


def _stop_reviews(contributor: Contributor, element: str, language: str, actor) -> None:
    for page in StoryPage.objects.filter(contributor=contributor, locale__language_code=language):
        if element in elements_in(written_text(page.get_latest_revision_as_object())):
            leave_no_way_back(page, actor)
