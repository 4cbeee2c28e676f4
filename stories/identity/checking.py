"""The identity check of one page or record, in every version that there is of it: public, and last saved."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from wagtail.models import Page, Revision

from stories.consent.models import Contributor
from stories.identity import findings, patterns, texts
from stories.identity.choices import FindingKind
from stories.identity.everybody import Everybody, everybody
from stories.identity.findings import Record, Version
from stories.identity.models import IdentityFinding
from stories.identity.passages import Found, Passage, check
from stories.publication import content_hash

UNREADABLE = Found("record", "record", FindingKind.UNREADABLE.value, False, True, "")
LIVE, DRAFT = "live", "draft"


def check_story(page, actor=None) -> list[IdentityFinding]:
    """Look at a story as it is public and as it was last saved, keep what is found, and return what is open in it.

    `actor` is the user for whom it is done, None for the site itself.
    """
    stories = type(page).objects.filter(pk=page.pk)
    for story, versions in versions_of_stories(stories, everybody(actor)):
        findings.keep(Record.of(story, story.pk), versions)
    return list(IdentityFinding.objects.open().filter(page=page))


def found_in_draft(
    model: type[models.Model],
    values: Mapping[str, Any],
    contributor: Contributor | None,
    language: str,
    comments: Iterable[str],
    actor,
) -> list[Found]:
    """Return what a story holds that is just being written; nothing of it is kept."""
    named = texts.files_named(values)
    beside = [Passage(texts.COMMENTS, comment, is_shown=False) for comment in comments]
    return _in_story(
        model, values, named, texts.files_of([named]), beside, contributor, language, everybody(actor)
    )


def versions_of_stories(pages: Iterable, known: Everybody) -> Iterator[tuple[Any, list[Version]]]:
    """Yield each of these stories with what its versions hold. What belongs to them is read for all at once."""
    pages = list(pages)
    drafts = _drafts(pages)
    comments = texts.commented(page.pk for page in pages)
    read: dict[int, list[tuple[dict, dict, bool]]] = {}
    for page in pages:
        draft = drafts.get(page.pk)
        contents = [(texts.values_of(page), True)] if page.live or draft is None else []
        contents += [(draft.content, False)] if draft else []
        read[page.pk] = [(values, texts.files_named(values), is_public) for values, is_public in contents]
    files = texts.files_of(named for versions in read.values() for _values, named, _is_public in versions)
    for page in pages:
        versions = []
        for number, (values, named, is_public) in enumerate(read[page.pk], 1):
            beside = comments[page.pk] if number == len(read[page.pk]) else []
            language = page.locale.language_code
            found = _in_story(type(page), values, named, files, beside, page.contributor, language, known)
            versions.append(_version(page, drafts.get(page.pk), found, is_public))
        yield page, versions


def versions_of_others(records: Iterable[models.Model], known: Everybody) -> Iterator[tuple[Any, list[Version]]]:
    """Yield each of these pages or records with what its versions hold."""
    records = list(records)
    pages = [record for record in records if isinstance(record, Page)]
    drafts, comments = _drafts(pages), texts.commented(page.pk for page in pages)
    for record in records:
        draft, is_page = drafts.get(record.pk), isinstance(record, Page)
        contents: list[tuple[Mapping, bool]] = []
        if not is_page or record.live or draft is None:
            contents.append((texts.values_of(record), not is_page or record.live))
        if is_page and draft:
            contents.append((draft.content, False))
        versions = []
        for number, (values, is_public) in enumerate(contents, 1):
            beside = comments.get(record.pk, []) if is_page and number == len(contents) else []
            passages = [*texts.written(type(record), values), *beside]
            found = check(passages, known.terms, None, patterns.ON_OTHER_PAGES)
            versions.append(Version(found, LIVE if is_public else DRAFT, is_public))
        yield record, versions


def _in_story(model, values, named, files, beside, contributor, language, known: Everybody) -> list[Found]:
    passages = [*texts.written(model, values), *texts.beside_files(named, files), *beside]
    if contributor is not None:
        passages += texts.of_the_person(contributor, language)
    found = check(passages, known.terms, contributor.pk if contributor else None)
    return [UNREADABLE, *found] if contributor and contributor.pk in known.unreadable else found


def _version(page, draft: Revision | None, found: list[Found], is_public: bool) -> Version:
    if is_public and page.live:
        return Version(found, page.live_content_hash, True)
    # The hash takes a dozen queries, and nothing is kept of a text in which nothing is found.
    text = draft.as_object() if found and draft else page
    return Version(found, content_hash(text) if found else "", False)


def _drafts(pages: Iterable[Page]) -> dict[int, Revision]:
    """Return the last saved version of each page, where it is not what is public already."""
    wanted = [
        page.latest_revision_id
        for page in pages
        if page.latest_revision_id and not (page.live and page.latest_revision_id == page.live_revision_id)
    ]
    return {int(draft.object_id): draft for draft in Revision.objects.filter(pk__in=wanted)} if wanted else {}
