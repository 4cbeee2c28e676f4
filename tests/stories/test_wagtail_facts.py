"""What Wagtail 7.4 does and one would not expect, each beside what happens to a story instead.

If an upgrade changes one of these, the defence that rests on it can be looked at again.
"""

import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from PIL import Image
from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.management.commands.publish_scheduled import Command as WagtailsPublishScheduled
from wagtail.models import Page, PageLogEntry, ReferenceIndex, WorkflowState
from wagtail.signals import page_published
from wagtail.workflows import publish_workflow_state
from willow.image import Image as Willow

from campaign_site.media.models import CampaignImage
from campaign_site.pages import schedule
from campaign_site.pages.models import ContentPage
from campaign_site.pages.public_display import public_pages
from campaign_site.pages.workflow_finish import publish_approved_revision
from stories.consent.models import Consent, Contributor, StoryApproval
from stories.models import StoryPage
from stories.publication import PublicationRefused
from stories.takedown import withdraw
from tests.factories.accounts import UserFactory
from tests.factories.media import SECRET, CampaignImageFactory, picture_bytes
from tests.factories.pages import ContentPageFactory, home
from tests.factories.stories import StoryFactory, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """A live page without any rule of its own, with a live child."""
    page = ContentPageFactory(slug="plain")
    ContentPageFactory(parent=page, slug="child")
    return page


@pytest.fixture
def story():
    return StoryFactory(live=True)


def refuse(*args, **kwargs):
    raise ValidationError("no")


def test_copy_and_alias_from_above_save_without_clean_and_update_go_round_clean(page, story):
    child = page.get_children().get().specific
    assert ContentPage.objects.filter(pk=child.pk).update(slug="two words"), "which is no slug"
    child.refresh_from_db()
    for lay_down in (child.save, lambda: child.copy(to=home(), keep_live=True)):
        with pytest.raises(ValidationError):
            lay_down()
    assert page.copy(recursive=True, update_attrs={"slug": "copied"}).get_children().get().live
    assert page.create_alias(recursive=True, update_slug="alias").get_children().get().live
    child.save(clean=False)

    stories = story.get_parent().specific
    with pytest.raises(PublicationRefused):
        stories.copy(recursive=True, update_attrs={"slug": "more-stories"})
    with pytest.raises(PublicationRefused):
        stories.create_alias(recursive=True, update_slug="other-stories")
    story.headline = "Something else"
    with pytest.raises(PublicationRefused):
        story.save(clean=False)


def test_unpublishing_leaves_the_schedule_of_a_page_that_is_not_live_yet():
    soon = timezone.now() - timezone.timedelta(seconds=1)
    waiting = ContentPageFactory(live=False)
    waiting.save_revision(approved_go_live_at=soon)
    waiting.unpublish()
    story = StoryFactory(consented=True)
    story.save_revision(approved_go_live_at=soon)

    withdraw(story.contributor.consents.get())

    assert waiting.revisions.exclude(approved_go_live_at=None).exists()
    assert not story.revisions.exclude(approved_go_live_at=None).exists()
    assert schedule.publish_due() == 1
    assert Page.objects.get(pk=waiting.pk).live
    assert not Page.objects.get(pk=story.pk).live


def test_unpublishing_takes_aliases_along_and_leaves_copies_translations_and_former_aliases(page, story):
    alias = page.create_alias(update_slug="alias")
    copy = page.copy(update_attrs={"slug": "copy"})
    translation = page.copy_for_translation(home("fr").locale)
    translation.save_revision().publish()

    page.unpublish()

    alias.refresh_from_db(), copy.refresh_from_db(), translation.refresh_from_db()
    assert not alias.live
    assert copy.live and translation.live


def test_a_page_that_is_refused_stops_wagtails_schedule_and_not_ours(story):
    past = timezone.now() - timezone.timedelta(minutes=1)
    StoryFactory().save_revision(approved_go_live_at=past)
    later = ContentPageFactory(live=False)
    later.save_revision(approved_go_live_at=past + timezone.timedelta(seconds=1))

    with pytest.raises(ValidationError):
        WagtailsPublishScheduled().handle(dryrun=False)
    assert not Page.objects.get(pk=later.pk).live

    assert schedule.publish_due() == 1
    assert Page.objects.get(pk=later.pk).live


def test_raising_when_a_page_was_published_comes_too_late_and_save_does_not():
    page, story = ContentPageFactory(live=False), StoryFactory()
    page_published.connect(refuse, sender=ContentPage)
    try:
        with pytest.raises(ValidationError):
            page.save_revision().publish()
    finally:
        page_published.disconnect(refuse, sender=ContentPage)
    with pytest.raises(PublicationRefused):
        story.save_revision().publish()

    assert Page.objects.get(pk=page.pk).live
    assert not Page.objects.get(pk=story.pk).live


def test_wagtails_workflow_publishes_the_latest_revision_and_ours_the_one_that_was_read():
    page = ContentPageFactory(live=False)
    page.save_revision()
    user = UserFactory(is_superuser=True)
    state = page.get_workflow().start(page, user)
    page.title = "Words that nobody has read"
    page.save_revision()

    publish_approved_revision(state)
    assert Page.objects.get(pk=page.pk).title != "Words that nobody has read"

    publish_workflow_state(WorkflowState.objects.get(pk=state.pk))
    assert Page.objects.get(pk=page.pk).title == "Words that nobody has read"


def test_deleting_a_page_leaves_its_words_in_copies_and_logs_and_a_story_has_none_there(page, story):
    user = UserFactory(is_superuser=True)
    page.title = "A title that stays"
    page.save_revision(log_action=True, user=user).publish(user=user)
    copy = page.copy(update_attrs={"slug": "copy"}, keep_live=False)
    story.save_revision(log_action=True, user=user)

    page.delete(), story.delete()

    assert PageLogEntry.objects.filter(page_id=page.pk, label="A title that stays").exists()
    assert "A title that stays" in str(copy.get_latest_revision().content)
    labels = PageLogEntry.objects.filter(page_id=story.pk).values_list("label", flat=True)
    assert set(labels) == {story.contributor.code}


def test_our_search_keeps_no_word_of_what_was_unpublished(client, story):
    hidden = StoryFactory(live=True, headline="Unmistakable")
    hidden.unpublish()
    plain = ContentPageFactory(title="Unforgettable")
    plain.unpublish()

    # Wagtail's own finds it, unless it is told to look among what is live.
    assert not list(ContentPage.objects.search("Unforgettable"))
    assert not list(public_pages().search("Unmistakable"))
    assert hidden.slug not in client.get("/en/search/?q=Unmistakable").content.decode()


def test_a_chooser_shows_title_and_address_of_what_was_unpublished_and_ours_shows_neither(client, story):
    page = ContentPageFactory(title="Not public any more", slug="gone")
    chooser = ContentPageFactory(
        slug="chooser", body=[("action", {"title": "Go there", "text": "", "page": page, "link_text": "Go"})]
    )
    chooser.save_revision().publish()
    page.unpublish()

    stored = ContentPage.objects.get(pk=chooser.pk).body[0].value["page"]
    assert (stored.title, stored.url is not None) == ("Not public any more", True)
    answer = client.get(chooser.url).content.decode()
    assert "Not public any more" not in answer
    assert "/gone/" not in answer


def test_children_by_parental_key_are_copied_into_revisions_and_nothing_of_consent_is_one(story):
    revision = story.save_revision()

    assert "wagtail_admin_comments" in revision.content, "such a child is copied"
    held = str(revision.content)
    consent = story.contributor.consents.get()
    assert story.contributor.display_name not in held
    assert str(consent.record_id) not in held
    for model in (Contributor, Consent, StoryApproval):
        related = {field.name for field in StoryPage._meta.related_objects if field.related_model is model}
        assert not related & set(revision.content)


def test_references_to_a_person_name_nobody(story):
    references = ReferenceIndex.get_references_for_object(story).filter(model_path="contributor")

    assert [reference.to_object_id for reference in references] == [str(story.contributor_id)]
    assert str(story.contributor) == story.contributor.code


def test_purging_a_page_purges_its_own_address_and_no_list_home_feed_or_other_language(page, story):
    batch = PurgeBatch()
    batch.add_page(story)

    assert set(batch.urls) == {story.full_url}
    assert not {story_index().full_url, home().full_url} & set(batch.urls)


@pytest.mark.parametrize("file_format", ["JPEG", "PNG"])
def test_renditions_keep_position_and_author_and_pasting_into_a_fresh_picture_does_not(file_format):
    content, output = picture_bytes(file_format, secrets=True), io.BytesIO()
    picture = Willow.open(io.BytesIO(content)).resize((30, 20))
    getattr(picture, f"save_as_{file_format.lower()}")(output)
    if file_format == "JPEG":
        without_exif = io.BytesIO()
        Image.open(io.BytesIO(content)).save(without_exif, "JPEG", exif=b"")
        assert SECRET.encode() in without_exif.getvalue(), "the comment stays"

    assert SECRET.encode() in output.getvalue()
    stored = CampaignImageFactory(content=content)
    assert SECRET.encode() not in stored.file.read()
    assert SECRET.encode() not in stored.get_rendition("max-30x20").file.read()


def test_deleting_a_picture_deletes_its_file_by_a_task_after_commit_which_the_site_does_not_queue(
    settings, run_commits
):
    assert settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend")
    picture = CampaignImageFactory()
    name, storage = picture.file.name, picture.file.storage

    with run_commits():
        CampaignImage.objects.get(pk=picture.pk).delete()
        assert storage.exists(name), "not before the commit"

    assert not storage.exists(name)


def test_log_keeps_what_the_object_called_itself_and_nothing_calls_itself_by_a_name(story):
    named, person = ContentPageFactory(title="A name"), story.contributor
    numbers = (named.pk, story.pk)

    named.delete(), story.delete()

    entries = PageLogEntry.objects.filter(page_id__in=numbers, action="wagtail.delete")
    assert set(entries.values_list("page_id", "label")) == set(zip(numbers, ("A name", person.code), strict=True))
    for record in (person, person.consents.get(), story):
        assert person.display_name not in str(record)
