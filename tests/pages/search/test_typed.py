"""Editors type what they like into the searches of the admin: FTS5 breaks at a quote, PostgreSQL at NUL."""

import pytest

from campaign_site.pages.search.typed import only_words
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignDocumentFactory

pytestmark = pytest.mark.django_db

TYPED = [
    '"', "'", "a'b\"c", "zq9-->'", "AND", "NOT", "NEAR(a b)", "a*", "a:b", "\x00", "a\x00b", "^", "(", "-a", "%",
    '""', "a " * 900, '"a" ' * 300, '"\'" "b"',
]  # fmt: skip
SCREENS = [
    "documents/", "images/", "pages/search/", "documents/chooser/results/", "images/chooser/results/",
    "snippets/pages/helpline/", "choose-page/search/",
]  # fmt: skip


@pytest.mark.parametrize("screen", SCREENS)
def test_whatever_is_typed_is_looked_for(client, screen):
    client.force_login(UserFactory(is_superuser=True))
    assert {client.get(f"/admin/{screen}", {"q": text}).status_code for text in TYPED} == {200}


def test_a_document_is_still_found_by_its_words_with_signs_around_them(client):
    client.force_login(UserFactory(is_superuser=True))
    CampaignDocumentFactory(title="Guide for hosts")
    for typed in ("guide", '"guide" (hosts)', "Guide: for hosts!"):
        assert b"Guide for hosts" in client.get("/admin/documents/results/", {"q": typed}).content


def test_words_are_few_and_short():
    assert only_words("a " * 900).count("a") == 20
    assert only_words("x" * 900) == "x" * 60
    assert only_words('it\'s "here"') == "it s here"
