"""What the desk shows is said in words, and in the officer's language."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.factories.stories import active_consent

pytestmark = pytest.mark.django_db


def speaks(user, language):
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()


def text_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("language", "purpose", "no"), [("en", "Telling the public", "No"), ("ar", "إخبار الجمهور", "لا")]
)
def test_a_consent_reads_in_words_of_the_officers_language(client, officer, language, purpose, no):
    speaks(officer, language)

    page = client.get(reverse("consent:inspect", args=[active_consent().pk])).content.decode()

    facts = [text_of(fact) for fact in re.findall(r"(?s)<dd\b.*?</dd>", page)]
    assert {purpose, no, "–"} <= set(facts)
    assert not {"None", "False", "True", ""} & set(facts)
    assert "frozenset" not in page


@pytest.mark.parametrize("name", ["contributor", "consent", "takedown", "outside_copy"])
def test_lists_and_records_have_no_english_name_of_a_field(client, officer, takedown, copy, name):
    speaks(officer, "ar")
    pk = {"takedown": takedown.pk, "outside_copy": copy.pk, "contributor": takedown.contributor_id}.get(
        name, takedown.contributor.consents.get().pk
    )

    screens = [reverse(f"{name}:index"), reverse(f"{name}:inspect", args=[pk])]
    # The dialogue of Wagtail's keyboard shortcuts stands before.
    pages = [client.get(screen).content.decode().partition('id="main"')[2] for screen in screens]

    names = [text_of(html) for page in pages for html in re.findall(r"(?s)<(?:th|dt)\b.*?</(?:th|dt)>", page)]
    assert len(names) > 8
    assert [name for name in names if re.search("[A-Za-z]", name)] == []
