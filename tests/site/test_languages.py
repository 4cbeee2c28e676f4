"""Readers of French, Spanish and Arabic read their language, wherever the site itself says something."""

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from campaign_site.demo.content import read
from donations.models import BankAccount, ExchangeRate
from stories.models import StoryPage
from tests.site.demonstration import LANGUAGES
from tests.site.test_public_pages import addresses, html

pytestmark = pytest.mark.django_db
__all__ = ["addresses"]

OTHERS = [language for language in LANGUAGES if language != "en"]
ENGLISH = re.compile(
    r"\b(the|and|of|with|your|you|this|these|is|are|not|from|for|by|our|we|it|was|will|have)\b", re.I
)
WITHOUT_END = {"meta", "link", "br", "img", "input", "source", "hr", "path", "wbr", "circle", "rect", "use"}
READ_OUT = ("alt", "title", "aria-label", "placeholder", "data-again", "data-last", "data-leaving")


class Words(HTMLParser):
    """What a page says: text and what is read out, without what is marked as another language."""

    def __init__(self, text, language):
        super().__init__()
        self.open, self.said, self.language = [("html", language, "")], [], language
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        _tag, language, names = self.open[-1]
        language = "" if tag in ("script", "style", "code", "textarea") else given.get("lang", language)
        names = f"{names} {given.get('class', '')}"
        if tag == "meta" and given.get("name") == "description":
            self._hear(given["content"], language, names)
        for name in READ_OUT:
            self._hear(given.get(name), language, names)
        if tag not in WITHOUT_END:
            self.open.append((tag, language, names))

    def handle_endtag(self, tag):
        while len(self.open) > 1 and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self._hear(data, *self.open[-1][1:])

    def _hear(self, words, language, names):
        # The name of a work stays in the language in which it was published.
        if words and words.strip() and language == self.language and "source" not in names.split():
            self.said.append(" ".join(words.split()))


@cache
def english_of(language: str) -> frozenset[str]:
    """Return the English strings of the interface that read differently in a language."""
    with open(f"{settings.LOCALE_PATHS[0]}/{language}/LC_MESSAGES/django.po", "rb") as stream:
        entries = [entry for entry in read_po(stream) if isinstance(entry.id, str)]
    same = {entry.string for entry in entries}
    return frozenset(
        entry.id for entry in entries if entry.id and entry.string != entry.id and entry.id not in same
    )


def said_by_records() -> list[str]:
    """Return what stands in records that have one language: whose account, whose rates."""
    texts = {*BankAccount.objects.values_list("holder", flat=True)}
    texts |= {*ExchangeRate.objects.values_list("source", flat=True)}
    return sorted(texts, key=len, reverse=True)


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_says_an_english_string_of_the_interface(addresses, language):
    pages = {address: page for address, page in html(addresses).items() if address.startswith(f"/{language}/")}
    assert len(pages) >= 30
    heard = {
        address: english
        for address, page in pages.items()
        if (english := english_of(language) & set(Words(page.content.decode(), language).said))
    }
    assert heard == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_page_says_an_english_sentence_that_nobody_marked_for_translation(addresses, language):
    records, heard = said_by_records(), set()
    for address, page in html(addresses).items():
        if address.startswith(f"/{language}/"):
            for words in Words(page.content.decode(), language).said:
                for record in records:
                    words = words.replace(record, "")
                if ENGLISH.search(words):
                    heard.add((address, words))
    assert sorted(heard) == []


def test_english_that_slipped_in_would_be_heard():
    page = '<p class="source">Source: the study</p><p>Of the <em lang="en">and</em></p><img alt="The sea">'
    said = Words(page, "fr").said
    assert said == ["Of the", "The sea"] and all(map(ENGLISH.search, said))
    assert "Get help" in english_of("fr")


def test_the_demonstration_says_in_each_language_what_it_must(addresses):
    """Home, help, safety, who is at risk, the programmes, and at least four stories."""
    slugs = ["", "help/", "safety/", "at-risk/", "programmes/"]
    slugs += [f"programmes/{programme['slug']}/" for programme in read("programmes")["programme"]]
    told = {}
    for story in StoryPage.objects.for_public_display():
        told.setdefault(story.translation_key, {})[story.locale.language_code] = story.url
    in_all = [versions for versions in told.values() if set(versions) == set(LANGUAGES)]
    assert len(in_all) >= 4
    for language in LANGUAGES:
        wanted = [*(f"/{language}/{slug}" for slug in slugs), *(versions[language] for versions in in_all)]
        assert [address for address in wanted if address not in html(addresses)] == []
