"""The database keeps what somebody reads, or has approved, from being something else when it goes live."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Locale

from campaign_site.media.covering import Area, Cover, cover_picture
from campaign_site.media.models import CampaignCaptions, CampaignDocument, CampaignImage, CampaignVideo
from campaign_site.media.shown import _can_show
from campaign_site.pages.blocks.text import PARAGRAPH_FEATURES
from campaign_site.pages.four_eyes import NotApproved
from campaign_site.pages.public_display import page_models
from campaign_site.pages.schedule import publish_due
from stories.forgetting import rename
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory
from tests.factories.pages import ContentPageFactory, approve, home
from tests.factories.press import PressReleasePageFactory, press_room
from tests.factories.videos import CampaignVideoFactory, captions
from tests.pages.test_four_eyes import hand_in, live

pytestmark = pytest.mark.django_db

STAGES = pytest.mark.parametrize("stage", ["in review", "approved for a later hour", "live"])
WHOLE = [Area(0, 0, 100, 100)]


def release(stage, **shown):
    """Return a press release that is so far on its way, with what it shows."""
    later = {"go_live_at": timezone.now() + timedelta(hours=6)} if stage == "approved for a later hour" else {}
    page = PressReleasePageFactory(live=False, owner=UserFactory(), **later, **shown)
    if stage == "in review":
        return hand_in(page, page.owner)
    approve(page)
    assert page.live == (stage == "live")
    return page


def picture_block(picture):
    return [("picture", {"image": picture, "caption": "", "alt_text": "A door"})]


def film(video) -> list:
    return [("video", {"video": video, "title": "Weaving", "transcript": "Threads cross."})]


def is_refused(change, *args, **kwargs) -> bool:
    try:
        with transaction.atomic():
            change(*args, **kwargs)
    except IntegrityError as error:
        assert "stays as it is" in str(error)
        return True
    return False


@STAGES
@pytest.mark.parametrize("change", [{"file_hash": "f" * 40}, {"description": "The minister"}, {"credit": "X"}])
def test_no_code_puts_another_picture_where_one_is_read_or_was_approved(stage, change):
    picture, free = CampaignImageFactory(), CampaignImageFactory()
    release(stage, body=picture_block(picture))
    assert is_refused(CampaignImage.objects.filter(pk=picture.pk).update, **change)
    CampaignImage.objects.filter(pk=free.pk).update(**change)
    CampaignImage.objects.filter(pk=picture.pk).update(title="For editors only")


@STAGES
def test_a_portrait_is_kept_as_a_picture_in_the_text_is(stage):
    picture = CampaignImageFactory()
    later = {"go_live_at": timezone.now() + timedelta(hours=6)} if stage == "approved for a later hour" else {}
    page = AmbassadorPageFactory(live=False, owner=UserFactory(), portrait=picture, **later)
    hand_in(page, page.owner) if stage == "in review" else approve(page)
    assert is_refused(CampaignImage.objects.filter(pk=picture.pk).update, description="Somebody else")


@STAGES
def test_no_code_puts_another_document_there(stage):
    document = CampaignDocumentFactory()
    release(stage, downloads=[("download", {"document": document, "text": "A paper"})])
    for change in ({"title": "Another"}, {"file_hash": "f" * 40}):
        assert is_refused(CampaignDocument.objects.filter(pk=document.pk).update, **change)
    CampaignDocument.objects.update(collection=document.collection)


@STAGES
def test_no_code_writes_other_captions_there_and_further_languages_are_free(stage):
    video = CampaignVideoFactory(languages=("en", "fr"))
    release(stage, body=film(video))
    here, french = (CampaignCaptions.objects.filter(language=code) for code in ("en", "fr"))
    assert is_refused(here.update, text=captions("es"))
    assert is_refused(french.update, language="en", text=captions("es"))
    assert is_refused(here.update, video=CampaignVideoFactory(languages=()))
    french.update(text=captions("es"))
    video.captions.create(language="ar", text=captions("ar"))


@STAGES
def test_captions_that_were_taken_out_are_not_put_back_otherwise(stage):
    video = CampaignVideoFactory()
    release(stage, body=film(video))
    video.captions.all().delete()
    assert is_refused(video.captions.create, language="en", text=captions("es"))


@STAGES
def test_a_file_that_was_deleted_does_not_come_back_under_its_number_as_another_one(stage):
    picture, document = CampaignImageFactory(), CampaignDocumentFactory()
    release(stage, body=picture_block(picture), downloads=[("download", {"document": document, "text": "A"})])
    numbers = picture.pk, document.pk
    picture.delete(), document.delete()
    for factory, number in zip((CampaignImageFactory, CampaignDocumentFactory), numbers, strict=True):
        assert is_refused(factory, pk=number)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite replaces rows without an update")
def test_replacing_the_row_changes_nothing_either():
    picture = CampaignImageFactory()
    release("in review", body=picture_block(picture))
    columns = ", ".join(field.column for field in CampaignImage._meta.concrete_fields)
    others = columns.replace("description", "'Other words'")
    swap = f"INSERT OR REPLACE INTO media_campaignimage ({columns}) SELECT {others} FROM media_campaignimage"
    assert is_refused(lambda: connection.cursor().execute(swap))


@STAGES
def test_a_part_is_covered_whatever_was_approved_and_the_page_goes_on(stage):
    picture, officer = CampaignImageFactory(), UserFactory(role="Press officer")
    page = release(stage, body=picture_block(picture))
    before = picture.file_hash
    covered = cover_picture(picture.pk, WHOLE, Cover.FILL, user=officer, file_hash=before)
    back = CampaignImage.objects.filter(pk=picture.pk)
    assert is_refused(back.update, file_hash=before), "the file that was covered"
    assert back.get().file_hash == covered.file_hash != before
    if stage == "in review":
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, officer, "approve")
        assert live(page)


@STAGES
def test_deleting_is_free_and_shows_less(stage):
    picture, video = CampaignImageFactory(), CampaignVideoFactory()
    release(stage, body=[*picture_block(picture), *film(video)])
    picture.delete()
    video.delete()
    assert not CampaignImage.objects.exists() and not CampaignCaptions.objects.exists()


@STAGES
def test_a_take_down_gives_files_names_that_nobody_knows_whoever_reads_them(stage):
    picture = CampaignImageFactory()
    release(stage, body=picture_block(picture))
    before = picture.file.name
    rename(picture)
    assert CampaignImage.objects.get().file.name != before


def test_a_ready_video_has_no_other_file_ever():
    CampaignVideoFactory()
    for change in ({"file_hash": "f" * 64}, {"file_name": "videos/x.webm"}, {"poster_name": "videos/x.jpg"}):
        with pytest.raises(IntegrityError, match="another file is another video"), transaction.atomic():
            CampaignVideo.objects.update(**change)
    CampaignVideo.objects.update(title="For editors only")


def test_what_is_sent_back_may_be_changed_and_so_may_a_draft():
    picture, drawn = CampaignImageFactory(), CampaignImageFactory()
    page = release("in review", body=picture_block(picture))
    PressReleasePageFactory(live=False, body=picture_block(drawn))
    state, reader = page.current_workflow_task_state, UserFactory(role="Press officer")
    state.task.specific.on_action(state, reader, "reject")
    CampaignImage.objects.update(description="What the reader asked for")


def test_what_is_taken_back_may_be_changed_and_is_then_no_longer_approved():
    picture = CampaignImageFactory()
    page = release("live", body=picture_block(picture))
    page.unpublish()
    CampaignImage.objects.update(description="Other words")
    assert not page.permissions_for_user(UserFactory(is_superuser=True)).can_publish()


def test_from_the_yes_to_the_hour_and_after_it_readers_get_what_was_approved(client):
    picture = CampaignImageFactory(description="A door")
    page = release("approved for a later hour", body=picture_block(picture))
    row = CampaignImage.objects.filter(pk=picture.pk)
    assert is_refused(row.update, description="Another door")
    with time_machine.travel(page.go_live_at + timedelta(seconds=1)):
        assert is_refused(row.update, description="Another door"), "the hour has come, the tick has not"
        assert publish_due() == 1
        assert is_refused(row.update, description="Another door")


def test_a_page_of_text_keeps_its_files_while_somebody_reads_it_and_no_longer():
    picture, video = CampaignImageFactory(), CampaignVideoFactory()
    page = ContentPageFactory(live=False, body=[*picture_block(picture), *film(video)])
    page.save_revision()
    state = home().get_workflow().start(page, UserFactory())
    assert is_refused(CampaignImage.objects.update, description="Other words")
    assert is_refused(CampaignCaptions.objects.update, text=captions("es"))
    state.cancel()
    page.get_latest_revision().publish()
    CampaignImage.objects.update(description="Other words")
    CampaignCaptions.objects.update(text=captions("es"))


def test_a_translation_that_was_copied_from_what_is_read_is_a_draft_of_its_own():
    video = CampaignVideoFactory(languages=("en", "fr"))
    page = release("in review", body=film(video))
    french = page.copy_for_translation(Locale.objects.get(language_code="fr"), copy_parents=True)
    CampaignCaptions.objects.filter(language="fr").update(text=captions("es"))
    hand_in(french, page.owner)
    assert is_refused(CampaignCaptions.objects.filter(language="fr").update, text=captions("fr"))


def test_no_alias_shows_the_film_with_captions_that_nobody_read_in_its_language():
    page = release("live", body=film(CampaignVideoFactory(languages=("en", "fr"))))
    with pytest.raises(NotApproved), transaction.atomic():
        page.create_alias(parent=press_room("fr"), update_slug="alias")
    with pytest.raises(NotApproved), transaction.atomic():
        page.copy_for_translation(Locale.objects.get(language_code="es"), copy_parents=True, alias=True)


def test_nothing_but_columns_and_blocks_of_a_page_shows_a_file():
    kinds = page_models()
    assert len(kinds) > 10
    assert not [kind for kind in kinds for row in get_all_child_relations(kind) if _can_show(row.related_model)]
    assert not {"image", "embed", "document-link"} & set(PARAGRAPH_FEATURES)
