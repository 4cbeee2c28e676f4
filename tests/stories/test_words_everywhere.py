"""Where tokens could show: every public template and address, with a person's word in every text of a story."""

import json
import re

import pytest
from django.test import Client

from stories.consent.choices import SHOWN_AS_WORDS, Element
from stories.narrowing import narrow
from stories.slots import set_slot
from tests.factories.media import CampaignImageFactory
from tests.factories.stories import StoryFactory, active_consent, publish, story_index
from tests.site.demonstration import LANGUAGES, named_addresses, page_addresses
from tests.site.tree import ROOT, files

pytestmark = pytest.mark.django_db

WRITTEN = re.compile(
    r"\b(?:page|story|result)\.(?:headline|content_line|body)\b|\b(?:story|result)\.introduction\b"
)
# Their `page` is never a story.
OF_OTHERS = ("about", "ambassadors", "movement", "press", "donations", "pages", "home_sections.html")
OF_THE_DESK = ("admin", "wagtailadmin")


def test_no_public_template_shows_a_storys_text_as_it_was_written():
    templates = [path for path in files(".html") if path.is_relative_to(ROOT / "templates")]
    templates = [path for path in templates if not set(path.parts) & set(OF_THE_DESK)]
    assert len(templates) > 60
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in templates
        for match in WRITTEN.finditer(path.read_text())
        if not (match.group() == "page.body" and set(path.parts) & set(OF_OTHERS))
    ]
    assert found == []
    shared = [path for path in templates if "stories" in path.parts or path.name in {"base.html", "search.html"}]
    raw = re.compile(r"\bpage\.introduction\b")
    # The list of stories is a page whose introduction is nobody's.
    assert [path.name for path in shared if raw.search(path.read_text())] == ["story_index.html"]


def value_of(element, language):
    return f"Own{element.replace('_', '').title()}{language.title()}"


def text_with_everything():
    return "Tell " + " ".join(f"[{element.value}]" for element in SHOWN_AS_WORDS)


def with_words(body, text):
    """Return the body with what is read aloud for its picture: no translation takes that over."""
    blocks = body.get_prep_value()
    for block in blocks:
        if block["type"] == "picture":
            block["value"]["alt_text"] = text
    return json.dumps(blocks)


@pytest.fixture
def told(demonstration, db):
    """The demonstration, and beside it one story in all languages that holds every token in every text."""
    consent = active_consent(elements=set(SHOWN_AS_WORDS), languages=set(LANGUAGES))
    picture = CampaignImageFactory(description=text_with_everything())
    first = None
    for language in LANGUAGES:
        for element in SHOWN_AS_WORDS:
            set_slot(consent.contributor, element, language, value_of(element, language), "someone or something")
        page = first and first.copy_for_translation(story_index(language).locale)
        text = text_with_everything()
        if page:
            page.body = with_words(page.body, text)
        page = page or StoryFactory(
            contributor=consent.contributor,
            headline=text,
            introduction=text,
            content_line=text,
            body=[
                ("text", f"<p>{text} and <b>{text}</b></p>"),
                ("heading", text),
                ("quote", {"text": text, "source": text}),
                ("picture", {"image": picture, "caption": text}),
                ("audio", {"recording": None, "title": text, "transcript": text}),
                ("route", {"stages": [{"region": "europe", "text": text}, {"region": "europe", "text": text}]}),
            ],
        )
        first = first or page
        publish(page)
    return consent


def answers():
    """Open every public address as a stranger; return the text of each answer."""
    addresses = [*page_addresses(), *named_addresses(), *(f"/{code}/search/?q=tell" for code in LANGUAGES)]
    client = Client()
    found = {address: client.get(address) for address in addresses}
    return {address: answer.getvalue().decode() for address, answer in found.items() if answer.status_code == 200}


def test_every_public_address_shows_words_and_after_narrowing_other_words(told):
    values = [value_of(element, language) for element in SHOWN_AS_WORDS for language in LANGUAGES]
    token = re.compile(r"\[(?:{})\]".format("|".join(Element)))
    before = answers()
    assert len(before) >= 80
    assert [address for address, text in before.items() if token.search(text)] == []
    showing = [address for address, text in before.items() if any(value in text for value in values)]
    assert len(showing) >= 4 * len(LANGUAGES), "story, list, home and search"

    narrow(told, elements=set())

    after = answers()
    assert set(after) == set(before)
    assert [address for address, text in after.items() if any(value in text for value in values)] == []
    assert [address for address, text in after.items() if token.search(text)] == []
