"""A story stays with the person it was begun for: nobody's text is read, approved or shown as somebody else's."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from stories.approvals import ApprovalRefused, approve, under_review, waiting_for
from stories.consent import vault
from stories.consent.choices import ApprovedBy, AskedBy, Element, TakedownMode
from stories.consent.models import StoryApproval
from stories.models import StoryPage, StoryReviewTask
from stories.note.texts import texts_of
from stories.publication import PublicationRefused, may_publish
from stories.slots import set_slot
from stories.takedown import take_down
from stories.traces import pages_of
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, story_index
from tests.stories.reviewing import edit_address, form_data, hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    """Somebody else, who agreed to everything that the story's person did, and to their town."""
    person = active_consent(elements={Element.CITY}).contributor
    set_slot(person, Element.CITY, "en", "Khartum", "a town")
    return person


def naming(story, person):
    """Return a story's newest version, handed in and then made to name somebody else, past all that refuses it."""
    hand_in(story, found_safe=True)
    revision = story.get_latest_revision()
    revision.content |= {"contributor": person.pk, "headline": "My own town is [city]"}
    revision.save()
    return revision


def test_form_names_the_person_of_a_page_and_offers_no_other(client, writer, other):
    story = StoryFactory(live=True, owner=writer)
    client.force_login(writer)
    assert client.get(edit_address(story)).context["form"].fields["contributor"].disabled
    new = client.get(reverse("wagtailadmin_pages:add", args=["stories", "storypage", story.get_parent().pk]))
    assert not new.context["form"].fields["contributor"].disabled
    assert "delete the draft and begin anew" in new.content.decode()

    client.post(edit_address(story), form_data(story, contributor=other.pk, headline="What she wrote"))

    draft = StoryPage.objects.get().get_latest_revision()
    assert (draft.content["headline"], draft.content["contributor"]) == ("What she wrote", story.contributor_id)


def test_form_offers_nobody_who_was_erased(client, writer, other):
    list_of_stories = story_index()
    client.force_login(writer)
    vault.erase(other)

    new = client.get(reverse("wagtailadmin_pages:add", args=["stories", "storypage", list_of_stories.pk]))

    assert other not in new.context["form"].fields["contributor"].queryset


@pytest.mark.parametrize("live", [False, True])
def test_model_gives_no_story_to_somebody_else(live, other):
    story = StoryFactory(live=live)
    story.contributor = other

    for save in (story.save, story.save_revision):
        for kwargs in ({}, {"clean": False}):
            with pytest.raises(ValidationError):
                save(**kwargs)
    with pytest.raises(ValidationError):
        story.full_clean()

    assert StoryPage.objects.get().contributor != other
    assert "of_another" in [reason.code for reason in may_publish(story)]


@pytest.mark.parametrize("live", [False, True])
def test_sql_console_gives_no_story_to_somebody_else(live, other):
    story = StoryFactory(live=live)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(contributor=other)
        connection.check_constraints()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
def test_sql_console_gives_no_draft_to_somebody_else_by_replacing_its_row(other):
    story = StoryFactory()
    columns = [field.column for field in StoryPage._meta.local_concrete_fields]
    values = [str(other.pk) if column == "contributor_id" else column for column in columns]
    statement = f"REPLACE INTO stories_storypage ({', '.join(columns)}) SELECT {', '.join(values)}"

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{statement} FROM stories_storypage WHERE page_ptr_id = {story.pk}")


def test_languages_and_copies_are_of_the_same_person():
    story = StoryFactory(consented=True)
    story.save_revision(user=story.owner)
    arabic = story.copy_for_translation(story_index("ar").locale)
    copy = story.copy(update_attrs={"slug": "copied"}, keep_live=False)
    whole = story.get_parent().copy(recursive=True, update_attrs={"slug": "all"}, keep_live=False)

    for page in (arabic, copy, whole.get_children().first().specific):
        assert page.contributor == story.contributor
        assert not page.get_latest_revision_as_object().is_of_another()
    with pytest.raises(ValidationError):
        story.copy(update_attrs={"slug": "theirs", "contributor": ContributorFactory()}, keep_live=False)


def test_version_that_names_another_person_is_read_as_the_pages_own_and_goes_nowhere(writer, other, officer):
    story = StoryFactory(live=True, owner=writer)
    revision = naming(story, other)

    text, reviews = revision.as_object(), StoryReviewTask.objects.all()

    assert text.contributor == story.contributor
    assert next(reason.code for reason in may_publish(text)) == "of_another"
    assert not any(review.may_be_approved(text) for review in reviews)
    with pytest.raises(PublicationRefused):
        revision.publish()
    with pytest.raises(ValidationError):
        text.save_revision(clean=False)
    with pytest.raises(ValidationError):
        story.live = False
        story.with_content_json(revision.content).save()


def test_nobody_reads_or_approves_a_version_that_names_another_person(writer, other):
    story = StoryFactory(consented=True, owner=writer)
    revision = naming(story, other)

    assert under_review(story) is None
    for person in (story.contributor, other):
        assert waiting_for(person) == texts_of(person) == []
    with pytest.raises(ApprovalRefused):
        approve(revision, by=ApprovedBy.CODE)
    assert not StoryApproval.objects.exists()


def test_editor_is_told_what_to_do_with_a_version_that_names_another_person(client, writer, other):
    story = StoryFactory(consented=True, owner=writer)
    story.save_revision(user=writer)
    revision = story.get_latest_revision()
    revision.content["contributor"] = other.pk
    revision.save()
    client.force_login(writer)

    page = client.post(edit_address(story), form_data(story))

    assert "Delete it and begin anew." in page.content.decode()
    assert story.revisions.count() == 1


def test_take_down_finds_pages_of_which_a_version_names_the_person(writer, other, run_commits):
    story = StoryFactory(live=True, owner=writer)
    revision = naming(story, other)
    assert [page.pk for page in pages_of(other)] == [story.pk]

    with run_commits():
        take_down(other, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)

    assert not type(revision).objects.filter(pk=revision.pk).exists()
