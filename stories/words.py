"""What readers see where a story's text says `[city]`: the person's own word, or others that give nobody away.

Texts hold tokens, in ASCII brackets in every language; other brackets are text. The word lies in a `Slot`, sealed
with the person's key, and is opened only while the consent in force covers the element, and only in a text that is
public already or that the person themself is to hear (`StoryPage.opens_words`): a draft about anybody would tell
their words to whoever writes it. At all other times, and when the key is destroyed, the slot's other words are
shown. Where nobody wrote a slot it is a neutral word of the language: that is a warning beside the story and no
reason against it, because it gives nobody away.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from stories.consent.choices import Element
from stories.consent.envelope import Unreadable
from stories.consent.models import Slot
from stories.consent.sealing import unseal_for

# The fields of a story, beside its blocks, in which readers find words and so tokens.
TEXT_FIELDS = ("headline", "introduction", "content_line")
NEUTRAL_WORDS = {
    Element.FIRST_NAME: _("this person"),
    Element.LEGAL_NAME: _("this person"),
    Element.AGE: _("a certain age"),
    Element.COUNTRY: _("a country"),
    Element.CITY: _("a town"),
    Element.EMPLOYER: _("an employer"),
    Element.DATES: _("some time"),
}
TOKEN = re.compile(r"\[({})\]".format("|".join(element.value for element in NEUTRAL_WORDS)))
# Words in brackets, as somebody may have meant a token: "[first name]", "[City]", "[ville]".
BRACKETS = re.compile(r"\[[^\[\]<>]{1,40}\]")


class Word(NamedTuple):
    """A token's element, what is shown now, what is shown otherwise, and whether nobody chose any words for it."""

    element: Element
    shown: str
    otherwise: str
    is_missing: bool


def fill(text: str, story, escape: Callable[[str], str] = str) -> str:
    """Return the text with a word in the place of each token, as readers of this text see it at this moment.

    `escape` is applied to the words: `html.escape` where the text is HTML already.
    """
    elements = elements_in(text)
    if not elements:
        return text
    slots = slots_of(story)
    words = {element: escape(_word(element, slots.get(element), story)) for element in elements}
    return TOKEN.sub(lambda token: words[token[1]], text)


def words_in(text: str, story) -> list[Word]:
    """Return what stands for each token of a text, now and when it is taken back: for those who read it first."""
    slots, language = slots_of(story), story.locale.language_code
    found = []
    for element in elements_in(text):
        slot = slots.get(element)
        otherwise = slot.otherwise if slot else neutral_word(element, language)
        found.append(Word(Element(element), _word(element, slot, story), otherwise, is_missing=slot is None))
    return found


def elements_in(text: str) -> list[str]:
    """Return the elements for which a text holds tokens, sorted."""
    return sorted(set(TOKEN.findall(text)))


def has_tokens(story, *texts: str) -> bool:
    """Whether any of a story's own texts, or of these, holds a token: then the person's slots are needed."""
    return any(TOKEN.search(text) for text in (*(getattr(story, name) for name in TEXT_FIELDS), *texts))


def brackets_in(text: str) -> list[str]:
    """Return what stands in brackets and is no token, in its order, each once: readers see it as it is."""
    return [found for found in dict.fromkeys(BRACKETS.findall(text)) if not TOKEN.fullmatch(found)]


def slots_of(story) -> dict[str, Slot]:
    """Return the person's slots in the story's language, by element; lists of stories bring them along."""
    if not story.contributor_id:  # a preview of what is just being written
        return {}
    language = story.locale.language_code
    return {slot.element: slot for slot in story.contributor.slots.all() if slot.language == language}


def neutral_word(element: str, language: str) -> str:
    """Return what stands for an element in a language where nobody chose other words."""
    with override(language):
        return str(NEUTRAL_WORDS[Element(element)])


def own_word(slot: Slot, contributor) -> str | None:
    """Return what is sealed in a slot; None when nothing is, or when nothing opens it any more."""
    if not slot.sealed:
        return None
    try:
        return unseal_for(contributor, place(slot), slot.sealed).decode()
    except Unreadable:
        return None


def place(slot: Slot) -> str:
    """Return what a slot's word is bound to: it opens for no other element or language."""
    return f"slot|{slot.element}|{slot.language}"


def fingerprint(text: str, story) -> list[list]:
    """Return what stands behind the tokens of a text, so that it changes when one of the words does.

    It tells nothing: of a person's own word only the hash of its sealed bytes is taken, which are sealed anew
    only for another word (`slots.set_slot`). So an approval holds for exactly these words as well.
    """
    elements = elements_in(text)
    if not elements:
        return []
    slots = slots_of(story)
    return [
        [element, slot.otherwise, sha256(slot.sealed).hexdigest() if slot.sealed else ""]
        for element in elements
        if (slot := slots.get(element))
    ]


def _word(element: str, slot: Slot | None, story) -> str:
    if slot is None:
        return neutral_word(element, story.locale.language_code)
    if story.opens_words and element in story.covered_elements and (word := own_word(slot, story.contributor)):
        return word
    return slot.otherwise
