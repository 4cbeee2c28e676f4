"""Deletes all words of a person: pages with everything that Wagtail keeps beside them, files, and the vault.

Consents, reviews, approvals and the audit trail remain: they hold no identity.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import QueryDict
from taggit.models import Tag
from wagtail.admin.models import EditingSession, FormState
from wagtail.images import get_image_model
from wagtail.models import (
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    TaskState,
    WorkflowState,
)
from wagtail.search.models import IndexEntry

from campaign_site.delivery.database.sqlite_turns import LONG_ROUND, ONE_ROUND
from campaign_site.media.models import CampaignDocument, CampaignImage, CampaignRecording, CampaignRendition
from campaign_site.media.removal import remove_after_commit
from stories.consent import audit, vault
from stories.consent.models import AccessCode, CallRequest, Contributor, Slot, VaultPart
from stories.consent.sealing import lock
from stories.models import StoryPage
from stories.moderation import StoryReviewState
from stories.takedown import hide
from stories.traces import files_of, is_used_elsewhere, pages_of

# Where the words were; what is deleted stays in a database's file until the table has been vacuumed.
TOUCHED = (
    Page, StoryPage, Revision, FormState, Comment, CommentReply, TaskState, StoryReviewState, WorkflowState,
    PageLogEntry, ModelLogEntry, ReferenceIndex, IndexEntry, CampaignImage, CampaignRendition, CampaignRecording,
    CampaignDocument, Tag, Contributor, VaultPart, Slot, AccessCode, CallRequest,
)  # fmt: skip


@transaction.atomic
def erase(contributor: Contributor, *, actor=None) -> int:
    """Delete everything of a person but the records that name nobody; return how many pages that were.

    Safe to repeat. A file that something else uses too is left; verification lists it.
    """
    person = lock(contributor)
    pages = pages_of(person)
    hide(pages, actor)
    stories = list(pages)
    keys = [story.pk for story in stories]
    files = [item for item in files_of(stories) if not is_used_elsewhere(item, keys)]
    _forget_forms(StoryPage, keys)
    _forget_forms_of_new_stories(person)
    for story in stories:
        # Not the action of the admin: it logs the deletion.
        story.refresh_from_db()
        story.delete()
    PageLogEntry.objects.filter(page_id__in=keys).delete()
    for item in files:
        _delete_file(item)
    vault.erase(person, actor=actor)
    if stories:
        audit.record("person.erased", person, f"{len(stories)} pages of {person} were deleted.", actor)
    return len(stories)


def wipe() -> None:
    """Have the database rewrite what it still holds of deleted rows. Raises RuntimeError inside a transaction."""
    if connection.in_atomic_block:
        raise RuntimeError("a database cannot be vacuumed inside a transaction")
    (_wipe_sqlite if connection.vendor == "sqlite" else _wipe_postgresql)()


def _wipe_sqlite() -> None:
    index = f"{IndexEntry._meta.db_table}_fts"
    with connection.cursor() as cursor:
        # Full-text search keeps words of deleted rows until its segments are merged.
        cursor.execute(f"INSERT INTO {index}({index}) VALUES ('optimize')")
        cursor.execute("VACUUM")
        cursor.execute(LONG_ROUND)
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy, *_pages = cursor.fetchone()
        finally:
            cursor.execute(ONE_ROUND)
    if is_busy:
        raise RuntimeError("somebody still reads the old pages of the database")


def _wipe_postgresql() -> None:
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in TOUCHED)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        try:
            # With ANALYZE: the statistics of a column hold some of its values.
            cursor.execute(f"VACUUM (ANALYZE) {tables}")
            # An index of words never drops one by itself, whatever becomes of the pages that had it.
            index = connection.ops.quote_name(IndexEntry._meta.db_table)
            cursor.execute(f"REINDEX TABLE CONCURRENTLY {index}")
        finally:
            cursor.execute("RESET statement_timeout")


def _forget_forms(model, keys: list[int]) -> None:
    """Delete what editors had typed into these objects' forms, and who had them open."""
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    same = {"content_type": kind, "object_id__in": [str(key) for key in keys]}
    FormState.objects.filter(**same).delete()
    EditingSession.objects.filter(**same).delete()


def _forget_forms_of_new_stories(person: Contributor) -> None:
    kind = ContentType.objects.get_for_model(StoryPage, for_concrete_model=False)
    for form in FormState.objects.filter(content_type=kind, object_id=""):
        if QueryDict(form.data).get("contributor") == str(person.pk):
            form.delete()


def _delete_file(item) -> None:
    """Delete a picture, recording or document with its sizes, tags and history; the files after commit."""
    kind = ContentType.objects.get_for_model(item)
    tags = [tag.pk for tag in item.tags.all()] if hasattr(item, "tags") else []
    names = [item.file.name]
    if isinstance(item, get_image_model()):
        names += [rendition.file.name for rendition in item.renditions.all()]
    _forget_forms(type(item), [item.pk])
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(item.pk)).delete()
    item.delete()
    Tag.objects.filter(pk__in=tags, taggit_taggeditem_items=None).delete()
    for name in names:
        remove_after_commit(name)
