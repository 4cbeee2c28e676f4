"""How far a page's translations are: missing, not begun, being made, overtaken by the source, or up to date.

The source of a page is its version in the site's first language, or else the first version that there was. What
counts of it is what stands: the public text of a public page, of any other the last that was saved. What stood
there when somebody last saved a translation is kept beside the translation, passage by passage and as digests
only; a page's own versions never hold it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.query import PageQuerySet

from campaign_site.pages.passages import digest_of, passages_of


class TranslationState(models.TextChoices):
    """Where a page stands in one language."""

    MISSING = "missing", _("Missing")
    NOT_BEGUN = "not_begun", _("Not begun")
    IN_PROGRESS = "in_progress", _("In progress")
    OUT_OF_DATE = "out_of_date", _("Out of date")
    UP_TO_DATE = "up_to_date", _("Up to date")


class TextState(models.Model):
    """What is known of a page's words beside it. `made_from` is {key of a passage: digest} of its source."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="text_state")
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField(default=timezone.now)
    made_from = models.JSONField(default=dict)
    made_from_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"words of page {self.page_id}"


def note_text(page) -> None:
    """Remember what the page says now, and since when."""
    digest = digest_of(passages_of(page))
    if not TextState.objects.filter(page=page.pk, digest=digest).exists():
        TextState.objects.update_or_create(
            page_id=page.pk, defaults={"digest": digest, "changed_at": timezone.now()}
        )


def note_translated(page) -> None:
    """Remember that somebody made this translation right for what its source says now. No translation: nothing."""
    source = source_of(page)
    if source is None:
        return
    passages = passages_of(source.specific)
    TextState.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "made_from": {passage.key: passage.digest for passage in passages},
            "made_from_digest": digest_of(passages),
            "made_at": timezone.now(),
        },
    )


def forget_translated(sender, target_obj, **kwargs) -> None:
    """Receiver of `copy_for_translation_done`: a copy in the words of its source is not begun."""
    if isinstance(target_obj, Page):
        TextState.objects.filter(page=target_obj.pk).update(made_from={}, made_from_digest="", made_at=None)


def note_missing() -> int:
    """Look at the pages that nobody has saved since this is kept; return how many. For the periodic work."""
    unknown = Page.objects.filter(depth__gt=1, text_state=None).specific()
    for page in unknown:
        note_text(page)
        if page.live:
            note_translated(page)
    return len(unknown)


def source_of(page) -> Page | None:
    """Return the page that this one translates, or None when it is the source itself."""
    source = _first_of(Page.objects.filter(translation_key=page.translation_key)).first()
    return None if source is None or source.pk == page.pk else source


def sources(pages: PageQuerySet) -> PageQuerySet:
    """Return those of the pages that others translate, each with `digest` and `changed_at` of its words."""
    first = _first_of(Page.objects.filter(translation_key=OuterRef("translation_key")))
    return pages.filter(depth__gt=1, pk=Subquery(first.values("pk")[:1]))


def translations(pages: PageQuerySet | None = None) -> PageQuerySet:
    """Return pages with their `state`; for those that are no source."""
    pages = Page.objects.all() if pages is None else pages
    source = _first_of(Page.objects.filter(translation_key=OuterRef("translation_key")))
    state = Case(
        When(text_state=None, then=Value(TranslationState.NOT_BEGUN.value)),
        When(text_state__made_at=None, then=Value(TranslationState.NOT_BEGUN.value)),
        When(
            ~Q(text_state__made_from_digest=models.F("source_digest")),
            then=Value(TranslationState.OUT_OF_DATE.value),
        ),
        When(live=True, has_unpublished_changes=False, then=Value(TranslationState.UP_TO_DATE.value)),
        default=Value(TranslationState.IN_PROGRESS.value),
        output_field=models.CharField(),
    )
    return pages.annotate(source_digest=Subquery(source.values("text_state__digest")[:1])).annotate(state=state)


def _first_of(versions):
    """Order the versions of one page: that in the site's first language, then as they were made."""
    is_first = Case(When(locale__language_code=settings.LANGUAGE_CODE, then=0), default=1)
    return versions.order_by(is_first, "pk")
