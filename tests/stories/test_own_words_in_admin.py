"""What a person sealed is read by nobody who writes stories, before exactly that text of theirs is public."""

import pytest
from django.urls import reverse

from stories.consent.choices import Element
from stories.models import StoryPage
from stories.note.texts import texts_of
from stories.publication import content_hash
from stories.slots import set_slot
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, active_consent, publish
from tests.stories.reviewing import edit_address, form_data, hand_in, handed_in

pytestmark = pytest.mark.django_db

WORDS = {Element.LEGAL_NAME: "Leyla Q", Element.CITY: "Khartum", Element.EMPLOYER: "House Smith"}
ALL = "[legal_name] of [city] at [employer]"


@pytest.fixture
def person():
    """Somebody who agreed to show their words, which are sealed."""
    person = active_consent(elements=set(WORDS)).contributor
    for element, word in WORDS.items():
        set_slot(person, element, "en", word, f"some {element.value}")
    return person


def preview(client, address, data) -> str:
    """Return the preview beside a form, as the editor has it sent and opens it."""
    assert client.post(address, data).json()["is_valid"]
    return client.get(address).content.decode()


def told(page: str) -> list[str]:
    return [word for word in WORDS.values() if word in page]


def addresses(story) -> list[str]:
    """Return where the admin shows how a story reads: form, draft, each version."""
    return [
        edit_address(story),
        reverse("wagtailadmin_pages:view_draft", args=[story.pk]),
        *(
            reverse("wagtailadmin_pages:revisions_view", args=[story.pk, revision.pk])
            for revision in story.revisions.all()
        ),
        *(f"{reverse('wagtailadmin_pages:view_draft', args=[story.pk])}?mode={mode}" for mode in ("print", "rtl")),
    ]


def test_writer_reads_nobodys_words_by_a_draft_about_them(client, writer, person):
    client.force_login(writer)
    own = StoryFactory(owner=writer)
    data = form_data(own, contributor=person.pk, headline=ALL, introduction=ALL)
    about_them = hand_in(StoryFactory(owner=writer, contributor=person, headline=ALL, introduction=ALL))
    other_own = reverse("wagtailadmin_pages:preview_on_edit", args=[own.pk])
    assert told(preview(client, other_own, data)) == []
    for address in addresses(about_them):
        page = client.get(address)
        assert page.status_code == 200
        assert told(page.content.decode()) == []
        assert "some city" in page.content.decode()


@pytest.mark.parametrize("role", ["Reviewer", "Protection officer"])
def test_who_reviews_a_text_reads_the_other_words_of_it(client, writer, person, role):
    story = handed_in(owner=writer, contributor=person, headline=ALL)
    client.force_login(UserFactory(role=role))

    page = client.get(edit_address(story)).content.decode()

    assert told(page) == [] and "some legal_name of some city at some employer" in page
    assert "own words are not shown here" in page


def test_what_is_public_already_reads_in_the_admin_as_it_does_outside(client, writer, person):
    story = StoryFactory(live=True, owner=writer, contributor=person, headline=ALL)
    client.force_login(writer)

    for address in addresses(story):
        assert told(client.get(address).content.decode()) == list(WORDS.values())


def test_changed_text_of_a_public_story_tells_nothing_more(client, writer, person):
    story = StoryFactory(live=True, owner=writer, contributor=person, headline="Of [city]")
    client.force_login(writer)
    changed = form_data(story, headline=ALL)

    assert told(preview(client, reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk]), changed)) == []
    client.post(edit_address(story), changed)

    for address in addresses(story)[:2]:
        assert told(client.get(address).content.decode()) == []
    assert told(client.get(story.url).content.decode()) == ["Khartum"]


def test_a_version_that_was_public_once_tells_nothing_any_more(client, writer, person):
    story = StoryFactory(live=True, owner=writer, contributor=person, headline=ALL)
    # Saved while it was public, so that this version knows the hash of what was live then.
    old = story.save_revision(user=writer)
    assert old.content["live_content_hash"] == content_hash(story)
    story.headline = "Of [city]"
    publish(story)
    client.force_login(writer)

    page = client.get(reverse("wagtailadmin_pages:revisions_view", args=[story.pk, old.pk]))

    assert told(page.content.decode()) == []


def test_the_person_and_who_reads_to_them_see_the_words_themselves(client, writer, officer, person):
    story = hand_in(StoryFactory(owner=writer, contributor=person, headline=ALL), found_safe=True)

    assert [told(text.story.public_title) for text in texts_of(person)] == [list(WORDS.values())]
    client.force_login(officer)
    assert told(client.get(reverse("read_back", args=[story.pk])).content.decode()) == list(WORDS.values())
    assert StoryPage.objects.get(pk=story.pk).public_title == "some legal_name of some city at some employer"
