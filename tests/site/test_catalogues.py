"""Every string for people is translated, and a translation cannot break the page that shows it."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

from .tree import ROOT, sources

CATALOGUES = sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.po"))
FORMS = {"ar": 6, "es": 3, "fr": 2}
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext_lazy": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdf]")

each_catalogue = pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.parent.parent.name)


def entries_of(source):
    """Return the messages of one catalogue without its header; the read fails on a broken file."""
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
    return [message for message in catalogue if message.id]


def forms_of(value):
    return [value] if isinstance(value, str) else list(value)


def python_of(path):
    """Return a source's text; of a template what `makemessages` makes of it, without its indentation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join(line.strip() for line in templatize(text).splitlines())


def strings_of_the_source():
    """Return every string that Python and templates mark for translation; of a plural its singular."""
    templates = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"}]
    return {
        forms_of(string)[0]
        for path in [*sources(), *templates]
        for _line, string, *_rest in extract("python", BytesIO(python_of(path).encode()), keywords=KEYWORDS)
    }


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def test_each_language_but_english_has_a_catalogue():
    languages = {code for code, _ in settings.LANGUAGES} - {"en"}
    assert {path.parent.parent.name for path in CATALOGUES} == languages == set(FORMS)


@each_catalogue
def test_every_string_is_translated(source):
    entries = entries_of(source)
    assert len(entries) > 100
    assert [entry.id for entry in entries if not all(forms_of(entry.string))] == []


@each_catalogue
def test_no_string_of_the_source_is_missing(source):
    """After a change of words: `manage.py makemessages`, then translate what is new."""
    known = {forms_of(entry.id)[0] for entry in entries_of(source)}
    wanted = strings_of_the_source()
    assert len(wanted) > 100
    assert sorted(wanted - known) == []


@each_catalogue
def test_nothing_is_left_as_a_guess(source):
    assert [entry.id for entry in entries_of(source) if entry.fuzzy] == []


@each_catalogue
def test_plurals_have_every_form_of_their_language(source):
    plurals = [entry for entry in entries_of(source) if entry.pluralizable]
    assert plurals
    wanted = FORMS[source.parent.parent.name]
    assert [entry.id for entry in plurals if len(forms_of(entry.string)) != wanted] == []
    assert f"nplurals={wanted};" in source.read_text(encoding="utf-8")


@each_catalogue
def test_placeholders_are_those_of_the_english_string(source):
    """In a plural a form for exactly none, one or two may leave the number out; the last form must hold all."""
    wrong = []
    for entry in entries_of(source):
        wanted = placeholders(forms_of(entry.id)[-1])
        *rest, last = forms_of(entry.string)
        if placeholders(last) != wanted or any(set(placeholders(form)) - set(wanted) for form in rest):
            wrong.append(entry.id)
    assert wrong == []


@each_catalogue
def test_catalogues_carry_no_moment_and_no_place_of_their_making(source):
    text = source.read_text(encoding="utf-8")
    assert "#: " not in text
    assert re.findall(r"POT-Creation-Date: (.*?)\\n", text) == ["2026-11-24 00:00+0000"]


def test_in_french_no_line_begins_with_a_mark_that_ends_a_word():
    """French parts them from the word by a space, at which a browser would break the line."""
    (french,) = [source for source in CATALOGUES if source.parent.parent.name == "fr"]
    said = [form for message in entries_of(french) for form in forms_of(message.string)]
    told = [
        line
        for path in (ROOT / "campaign_site/demo/content").rglob("*.toml")
        for line in path.read_text().splitlines()
    ]
    assert len(said) > 2000 and len(told) > 1000
    breaks = re.compile(r" [;!?»]|« | :(?= |$|\")")
    assert [text for text in (*said, *told) if breaks.search(text) and not text.startswith("#")] == []
