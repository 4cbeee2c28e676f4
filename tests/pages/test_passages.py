"""Words in passages: what counts as words, and which of two languages stand side by side."""

import pytest

from campaign_site.pages.passages import Passage, align, digest_of, passages_of
from tests.factories.pages import ContentPageFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory


def passage(key: str, kind: str = "body.text") -> Passage:
    return Passage(key, kind, "Text", key, key)


def pairs(source, target) -> list[tuple[str, str]]:
    """Align passages given as "key" or "key:kind"; return what stands side by side."""
    made = [[passage(*name.split(":")) for name in names.split()] for names in (source, target)]
    return [(left.key if left else "–", right.key if right else "–") for left, right in align(*made)]


@pytest.mark.parametrize(
    ("source", "target", "side_by_side"),
    [
        ("a b c", "a b c", [("a", "a"), ("b", "b"), ("c", "c")]),
        ("a new c", "a c", [("a", "a"), ("new", "–"), ("c", "c")]),
        ("a c", "a old c", [("a", "a"), ("–", "old"), ("c", "c")]),
        ("a b", "b a", [("–", "b"), ("a", "a"), ("b", "–")]),
        ("a:h b:t c:h d:t", "k:h l:t m:h n:t", [("a", "k"), ("b", "l"), ("c", "m"), ("d", "n")]),
        ("a:h b:t c:q d:t", "k:h l:t n:t", [("a", "k"), ("b", "l"), ("c", "–"), ("d", "n")]),
        ("a b", "", [("a", "–"), ("b", "–")]),
        ("", "a", [("–", "a")]),
    ],
    ids=["same", "new block", "block gone", "moved", "kinds", "kind missing", "nothing yet", "nothing any more"],
)
def test_blocks_of_one_name_stand_together_and_others_by_kind_and_order(source, target, side_by_side):
    assert pairs(source, target) == side_by_side


def test_the_digest_knows_no_names_of_blocks_and_every_word():
    assert digest_of([passage("a")]) != digest_of([passage("b")])
    assert digest_of([Passage("x", "k", "L", "t", "t")]) == digest_of([Passage("y", "k", "L", "t", "t")])


@pytest.mark.django_db
def test_a_release_is_read_field_by_field_and_block_by_block():
    release = PressReleasePageFactory(complete=True)
    read = {passage.kind: passage.text for passage in passages_of(type(release).objects.get(pk=release.pk))}

    assert read["title"] == release.title
    assert read["body.text"] == "The body of the release."
    assert read["notes"] == "The campaign is run by IOM."
    assert read["contacts.contact.role"] == "Media"
    assert "slug" not in read and "date" not in read


@pytest.mark.django_db
def test_a_story_is_read_without_the_persons_code():
    story = StoryFactory(headline="Hello [first_name]")
    read = {passage.kind: passage.text for passage in passages_of(type(story).objects.get(pk=story.pk))}

    assert read["headline"] == "Hello [first_name]"
    assert story.contributor.code not in " ".join(read.values())
    assert "title" not in read


@pytest.mark.django_db
def test_another_link_is_another_text():
    page = ContentPageFactory(body=[("text", '<p>See <a href="https://a.example">here</a></p>')])
    before = digest_of(passages_of(page))
    page.body = [("text", '<p>See <a href="https://b.example">here</a></p>')]
    assert digest_of(passages_of(page)) != before
