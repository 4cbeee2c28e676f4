"""Public stories by the hundred: rows in bulk, in the order in which the database's own rules accept them.

A story by the factory takes a tenth of a second, here a thousand take one or two. No rule is switched off: each
has a person, a consent with evidence that went from draft to active, and the judgements that the first one has.
"""

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from stories.choices import AgeBand, Exploitation, Region
from stories.consent.choices import Status
from stories.consent.models import Consent, Contributor, Evidence, RiskReview, StoryApproval
from stories.models import StoryPage
from stories.publication import content_hash

ROWS_AT_ONCE = 50  # SQLite takes a limited number of values in one statement
INDEXED_AT_ONCE = 1_000  # as `update_index` does; PostgreSQL takes 65,535 values


@transaction.atomic
def multiply(story: StoryPage, count: int) -> list[StoryPage]:
    """Make `count` more public stories out of one, each of another person, older than it by minutes."""
    consents = _consents(story.contributor.consents.get(status=Status.ACTIVE), count)
    stories = [_copy(story, consent.contributor, number) for number, consent in enumerate(consents, start=1)]
    pairs = list(zip(stories, consents, strict=True))
    for judgement in RiskReview.objects.filter(content_hash=story.live_content_hash):
        RiskReview.objects.bulk_create(_of(judgement, copy) for copy, _consent in pairs)
    for yes in StoryApproval.objects.filter(content_hash=story.live_content_hash):
        StoryApproval.objects.bulk_create(_of(yes, copy, consent=consent) for copy, consent in pairs)
    _insert(stories, story.get_parent())
    index = get_search_backend().get_index_for_model(StoryPage)
    for start in range(0, len(stories), INDEXED_AT_ONCE):
        index.add_items(StoryPage, stories[start : start + INDEXED_AT_ONCE])
    return stories


def _like(row, *leave_out: str, **other):
    """Return an unsaved row with the same values, except what must be unique."""
    fields = [field for field in row._meta.concrete_fields if not field.unique and field.name not in leave_out]
    return type(row)(**{**{field.attname: getattr(row, field.attname) for field in fields}, **other})


def _of(judgement, story: StoryPage, **other):
    """The same judgement on another story."""
    tied = {"translation_key": story.translation_key, "content_hash": story.live_content_hash}
    return _like(judgement, "consent", **tied, **other)


def _consents(like: Consent, count: int) -> list[Consent]:
    """Active consents, each of a new person."""
    first = Contributor.objects.count()
    people = Contributor.objects.bulk_create(
        Contributor(code=f"AV-{number:08}", display_name="Amina") for number in range(first, first + count)
    )
    consents = Consent.objects.bulk_create(
        _like(like, "contributor", contributor=person, status=Status.DRAFT) for person in people
    )
    for proof in like.evidence.all():
        Evidence.objects.bulk_create(_like(proof, "consent", consent=consent) for consent in consents)
    for status in (Status.GIVEN, Status.ACTIVE):
        Consent.objects.filter(contributor__in=people).update(status=status)
    return consents


def _copy(story: StoryPage, person: Contributor, number: int) -> StoryPage:
    """A story that is not saved yet."""
    copy = _like(
        story,
        "contributor",
        "latest_revision",
        "live_revision",
        contributor=person,
        title=person.code,
        draft_title=person.code,
        slug=f"copy-{person.code[3:]}",
        headline=f"{story.headline[:100]}, {number}",
        exploitation=Exploitation.values[number % len(Exploitation)],
        region=Region.values[number % len(Region)],
        age_band=AgeBand.values[number % len(AgeBand)],
        translation_key=uuid.uuid4(),
        first_published_at=story.first_published_at - timedelta(minutes=number),
    )
    copy.live_content_hash = content_hash(copy)
    return copy


def _insert(stories: list[StoryPage], parent: Page) -> None:
    """Write both rows of each page: Django has no bulk for a model that inherits from another."""
    last = parent.get_last_child().path
    for story in stories:
        story.path = last = Page(path=last)._inc_path()
        story.url_path = f"{parent.url_path}{story.slug}/"
    fields = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    pages = Page.objects.bulk_create(Page(**{name: getattr(story, name) for name in fields}) for story in stories)
    for story, page in zip(stories, pages, strict=True):
        story.id = story.page_ptr_id = page.pk
    own = StoryPage._meta.local_concrete_fields
    for start in range(0, len(stories), ROWS_AT_ONCE):
        StoryPage._base_manager._insert(stories[start : start + ROWS_AT_ONCE], fields=own, using=parent._state.db)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(stories))
