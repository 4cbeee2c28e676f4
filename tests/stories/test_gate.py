"""The four layers of the gate, each attacked on its own."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Page

from stories.consent.choices import Element, Status
from stories.consent.models import Consent
from stories.models import StoryPage
from stories.publication import PublicationRefused, may_publish
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, active_consent, publish, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return StoryFactory(live=True)


def run(sql, *params):
    """Run one statement as an SQL console would, up to the point where the transaction would commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        connection.check_constraints()


def test_consented_and_reviewed_story_is_public(client, story):
    response = client.get(story.url)

    assert response.status_code == 200
    assert story.headline in response.content.decode()
    assert list(StoryPage.objects.for_public_display()) == [story]


def test_saving_a_story_live_without_consent_is_refused():
    story = StoryFactory()
    story.live = True

    with pytest.raises(PublicationRefused) as refusal:
        story.save(clean=False)

    reviews = ["not_reviewed_protection", "not_reviewed_second"]
    assert [reason.code for reason in refusal.value.reasons] == ["no_consent", "not_approved", *reviews]


def test_saving_a_live_story_with_other_words_is_refused(story):
    story.headline = "Something else"

    with pytest.raises(PublicationRefused):
        story.save()


@pytest.mark.parametrize(
    ("consent", "elements", "reason"),
    [
        ({"languages": {"fr"}}, (), "language"),
        ({}, {Element.AGE}, "elements"),
        ({"cooling_off_until": datetime(2999, 1, 1, tzinfo=UTC)}, (), "cooling_off"),
        ({"purposes": {"press"}}, (), "no_consent"),
        ({"channels": {"print"}}, (), "no_consent"),
    ],
)
def test_consent_that_does_not_cover_the_story_is_a_reason(consent, elements, reason):
    story = StoryFactory(elements=elements)
    active_consent(contributor=story.contributor, **consent)

    assert reason in [found.code for found in may_publish(story)]


def test_sql_console_cannot_put_a_story_live_without_consent():
    story = StoryFactory()

    with pytest.raises(IntegrityError):
        run("UPDATE wagtailcore_page SET live = %s WHERE id = %s", True, story.pk)

    assert not Page.objects.get(pk=story.pk).live


def test_queryset_update_cannot_put_a_story_live_without_consent():
    story = StoryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(live=True)
        connection.check_constraints()


def test_sql_console_cannot_end_the_consent_of_a_live_story(story):
    with pytest.raises(IntegrityError):
        run(
            "UPDATE consent_consent SET status = %s WHERE contributor_id = %s",
            Status.WITHDRAWN.value,
            story.contributor_id,
        )


def test_sql_console_cannot_give_a_live_story_to_somebody_else(story):
    other = StoryFactory().contributor

    with pytest.raises(IntegrityError):
        run("UPDATE stories_storypage SET contributor_id = %s WHERE page_ptr_id = %s", other.pk, story.pk)


def test_sql_console_cannot_let_a_live_story_show_more(story):
    with pytest.raises(IntegrityError):
        run("UPDATE stories_storypage SET elements = %s WHERE page_ptr_id = %s", "|face|", story.pk)


def test_sql_console_cannot_move_a_live_story_to_a_language_without_consent(story):
    from tests.factories.pages import home

    with pytest.raises(IntegrityError):
        run("UPDATE wagtailcore_page SET locale_id = %s WHERE id = %s", home("fr").locale_id, story.pk)


LISTED = {
    "headline": "Her real name",
    "introduction": "Lives in a town by the sea",
    "content_line": "Speaks of much",
    "region": "europe",
    "exploitation": "fishing",
    "age_band": "under_18",
    "name_changed": False,
    "year": 1999,
}


@pytest.mark.parametrize("column", LISTED)
def test_sql_console_cannot_change_what_lists_show_of_a_live_story(story, column):
    with pytest.raises(IntegrityError):
        run(f"UPDATE stories_storypage SET {column} = %s WHERE page_ptr_id = %s", LISTED[column], story.pk)


def test_words_changed_while_a_story_is_hidden_do_not_come_back_with_it(story):
    stories = StoryPage.objects.filter(pk=story.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        stories.update(live=False)
        stories.update(headline="Her real name")
        assert stories.get().live_content_hash == ""
        stories.update(live=True)
        connection.check_constraints()


def test_saved_while_hidden_a_story_is_vouched_for_by_nothing(story):
    story.unpublish()
    assert StoryPage.objects.get(pk=story.pk).live_content_hash == ""

    with pytest.raises(IntegrityError), transaction.atomic():
        StoryPage.objects.filter(pk=story.pk).update(live=True)
        connection.check_constraints()


def test_text_changed_by_sql_is_not_served(client, story):
    body = '[{"type": "text", "value": "<p>Her real name</p>", "id": "1"}]'
    run("UPDATE stories_storypage SET body = %s WHERE page_ptr_id = %s", body, story.pk)

    assert client.get(story.url).status_code == 404


def test_approved_changes_of_a_live_story_are_published(client, story):
    story.headline, story.year, story.body = "Other words", 2020, [("text", "<p>Other text</p>")]
    publish(story)
    # The same text once more, with other ids in its body.
    story.body = [("text", "<p>Other text</p>")]
    publish(story)

    assert "Other words" in client.get(story.url).content.decode()
    assert "Other words" in client.get("/en/stories/").content.decode()


def test_consent_that_ran_out_hides_the_story_without_any_job(client, story):
    valid_until = story.contributor.consents.get().valid_until
    after = valid_until + timedelta(days=1)

    with time_machine.travel(f"{after}T00:00:01Z"):
        assert client.get(story.url).status_code == 404
        assert not StoryPage.objects.for_public_display().exists()


def test_withdrawal_hides_translations_and_clears_schedules(client, story):
    story_index("ar")
    arabic = story.copy_for_translation(story_index("ar").locale)
    arabic.save_revision(approved_go_live_at=timezone.now() + timedelta(hours=1))
    publish(StoryPage.objects.get(pk=arabic.pk))
    consent = story.contributor.consents.get()

    assert withdraw(consent, actor=UserFactory()) == 2

    assert not StoryPage.objects.live().exists()
    assert not any(revision.approved_go_live_at for page in (story, arabic) for revision in page.revisions.all())
    assert client.get(story.url).status_code == 404
    assert Consent.objects.get(pk=consent.pk).status == Status.WITHDRAWN


def test_superuser_gets_no_publish_and_no_copy_permission(story):
    tester = story.permissions_for_user(UserFactory(is_superuser=True))

    assert not tester.can_publish()
    assert not tester.can_copy()
    assert not story.get_parent().specific.permissions_for_user(tester.user).can_publish_subpage()
    assert tester.can_unpublish()


@pytest.mark.parametrize("recursive", [False, True])
def test_copy_of_a_live_story_is_not_live(story, recursive):
    target = story.get_parent() if recursive else story
    before = set(StoryPage.objects.live())

    with pytest.raises(PublicationRefused):
        target.specific.copy(recursive=recursive, update_attrs={"slug": "copied"}, keep_live=True)

    assert set(StoryPage.objects.live()) == before


def test_alias_of_a_live_story_is_refused(story):
    with pytest.raises(PublicationRefused):
        story.create_alias(update_slug="copied")
