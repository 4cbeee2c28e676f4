"""Gathers what a person's stories can be recognised by, from the database alone: no file is opened."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Comment, CommentReply, Page, ReferenceIndex, Revision

from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import OF_STORIES, shown_in
from stories.consent.models import Contributor
from stories.fingerprints import File, Fingerprint, longest_word, phrases_of
from stories.identity.passages import strings
from stories.models import StoryPage
from stories.words import TEXT_FIELDS, TOKEN

# Words to know a story by. Not the line about the content: editors write the same one for many stories.
TELLING_FIELDS = (*(name for name in TEXT_FIELDS if name != "content_line"), "seo_title", "search_description")
# What the stories of three other people say as well proves nothing.
MOST_OTHERS, MANY = 40, 3
MOST_BESIDE = 4


def pages_of(contributor: Contributor):
    """Return every story page of a person as a queryset: languages, copies and aliases, whoever they name now.

    Also those of which any saved version names them.
    """
    keys: set[int] = set()
    found = set(StoryPage.objects.filter(contributor=contributor).values_list("pk", flat=True))
    versions = Revision.objects.filter(content_type=ContentType.objects.get_for_model(StoryPage))
    naming = versions.filter(content__contributor=contributor.pk)
    found |= set(map(int, naming.values_list("object_id", flat=True)))
    while found - keys:
        keys |= found
        together = StoryPage.objects.filter(pk__in=keys).values("translation_key")
        related = StoryPage.objects.filter(
            Q(translation_key__in=together) | Q(alias_of__in=keys) | Q(aliases__in=keys)
        )
        found = set(related.values_list("pk", flat=True))
    return StoryPage.objects.filter(pk__in=keys)


def address(page: Page) -> str:
    """Return the path of a page on the public host; empty where it lies below no site."""
    parts = page.get_url_parts()
    return parts[2] if parts else ""


def take(pages: Iterable[StoryPage]) -> Fingerprint:
    """Return the fingerprint of these pages as they stand, with all that was ever saved of them."""
    pages = list(pages)
    saved = [content for page in pages for content in _saved(page)]
    keys = [page.pk for page in pages]
    images, recordings, documents = (_named_in(saved, model) for model in OF_STORIES)
    texts = [*_texts(saved), *_comments(pages)]
    texts += [text for image in images for text in (image.title, image.description)]
    texts += [item.title for item in (*recordings, *documents)]
    common = _said_by_many(pages)
    shingles, short_texts = (
        tuple(phrase for phrase in phrases if phrase not in common) for phrases in phrases_of(texts)
    )
    served = [rendition.file.name for image in images for rendition in image.renditions.all()]
    return Fingerprint(
        shingles=shingles,
        short_texts=short_texts,
        searches=tuple(
            sorted({(page.locale.language_code, longest_word(TOKEN.sub(" ", page.headline))) for page in pages})
        ),
        addresses=tuple(sorted(filter(None, map(address, pages)))),
        pages=tuple(keys),
        linking=tuple(_linking(keys)),
        beside=tuple(_beside(pages)),
        pictures=tuple(image.pk for image in images),
        recordings=tuple(recording.pk for recording in recordings),
        documents=tuple(document.pk for document in documents),
        public_names=tuple(sorted([*served, *(recording.file.name for recording in recordings)])),
        files=(
            *(File(image.file.name, image.file_size or 0, image.file_hash) for image in images),
            *(File(recording.file.name, 0, recording.file_hash) for recording in recordings),
            *(File(document.file.name, document.file_size or 0, document.file_hash) for document in documents),
        ),
    )


def files_of(pages: Iterable[StoryPage]) -> list:
    """Return the pictures, recordings and documents that these pages name now or ever named."""
    saved = [content for page in pages for content in _saved(page)]
    return [item for model in OF_STORIES for item in _named_in(saved, model)]


def is_used_elsewhere(item, but_not: Iterable[int]) -> bool:
    """Whether anything at all but these pages names a picture, a recording or a document."""
    references = ReferenceIndex.get_references_to(item)
    others = Page.objects.filter(pk__in=pages_naming(item)).exclude(pk__in=list(but_not))
    return others.exists() or references.exclude(base_content_type__model="page").exists()


def pages_naming(item) -> list[int]:
    """Return the keys of the pages that name a picture, a recording or another file."""
    references = ReferenceIndex.get_references_to(item).filter(base_content_type__model="page")
    return [int(key) for key in references.values_list("object_id", flat=True)]


def _linking(keys: list[int]) -> list[int]:
    """Return the pages that point at these, as an ambassador's does."""
    references = ReferenceIndex.objects.filter(
        to_object_id__in=[str(pk) for pk in keys],
        to_content_type__model__in=("page", "storypage"),
        base_content_type__model="page",
    )
    return sorted({int(pk) for pk in references.values_list("object_id", flat=True)} - set(keys))


def _beside(pages: list[StoryPage]) -> list[int]:
    """Return the stories that are likeliest to show one of these as related."""
    keys = [page.pk for page in pages]
    others = StoryPage.objects.live().exclude(pk__in=keys)
    alike = (others.in_language_of(page).most_like(page)[:MOST_BESIDE] for page in pages)
    return sorted({pk for found in alike for pk in found.values_list("pk", flat=True)})


def _said_by_many(pages: list[StoryPage]) -> set[str]:
    """Return phrases that stand in stories of several other people too: what editors write beneath each."""
    others = StoryPage.objects.exclude(contributor__in={page.contributor_id for page in pages})
    others = others.filter(locale__in={page.locale_id for page in pages})
    people: dict[str, set[int]] = defaultdict(set)
    for other in others.order_by("-last_published_at", "-pk")[:MOST_OTHERS]:
        for phrase in chain(*phrases_of(_texts([other.serializable_data()]))):
            people[phrase].add(other.contributor_id)
    return {phrase for phrase, who in people.items() if len(who) >= MANY}


def _saved(page: StoryPage) -> Iterator[dict[str, Any]]:
    """Yield the page's fields as they stand and as each revision has them."""
    yield page.serializable_data()
    for revision in Revision.objects.for_instance(page).iterator():
        yield revision.content


def _texts(saved: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield what is written, cut where a token stands: what readers see there may be the person's name."""
    written = {content.get(name) or "" for content in saved for name in TELLING_FIELDS}
    for body in {content.get("body") or "[]" for content in saved}:
        written.update(strings(json.loads(body)))
    for text in written:
        yield from TOKEN.sub("\n\n", text).split("\n\n")


def _comments(pages: list[StoryPage]) -> Iterator[str]:
    yield from Comment.objects.filter(page__in=pages).values_list("text", flat=True)
    yield from CommentReply.objects.filter(comment__page__in=pages).values_list("text", flat=True)


def _named_in(saved: Iterable[dict[str, Any]], model) -> list:
    """Return the pictures, recordings or documents that any of these contents names."""
    field = StoryPage._meta.get_field("body")
    bodies = {content.get("body") or "[]" for content in saved}
    keys = {key for body in bodies for key in shown_in(field, field.to_python(body))[model]}
    found = model.objects.filter(pk__in=keys).order_by("pk")
    return list(found.prefetch_related("renditions") if model is CampaignImage else found)
