"""What the public may see, for all kinds of page at once: search, sitemap, language links.

Each page model says for itself what may be shown (`for_public_display()` on its queryset); this module
only joins the answers, so that no list has a rule of its own.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex, Revision

from campaign_site.media.models import CampaignCaptions, CampaignVideo
from campaign_site.media.shown import shown_by
from campaign_site.media.video.standing import Standing
from campaign_site.pages.models import BasePage
from campaign_site.pages.querysets import BasePageQuerySet


def page_models() -> list[type[BasePage]]:
    """Return every kind of page of the site."""
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def public_pages(among: list[int] | None = None):
    """Return a `Page` queryset of everything that the public may see now, with the locale at hand.

    `among` are the keys of the only pages to ask about: a filter would come after all others were asked about too.
    Kinds with no rule of their own are asked for together: a dozen questions take longer to write than to answer.
    """
    kinds = page_models()
    own_rule = [
        kind for kind in kinds if _queryset(kind).for_public_display is not BasePageQuerySet.for_public_display
    ]
    common = ContentType.objects.get_for_models(*(kind for kind in kinds if kind not in own_rule)).values()
    here = {} if among is None else {"pk__in": among}
    allowed = reduce(
        or_,
        (Q(pk__in=kind.objects.filter(**here).for_public_display().order_by().values("pk")) for kind in own_rule),
        Q(content_type__in=common, pk__in=BasePageQuerySet(Page).filter(**here).for_public_display().values("pk")),
    )
    return Page.objects.filter(allowed, **here).select_related("locale")


def _queryset(kind: type[BasePage]) -> type[BasePageQuerySet]:
    return type(kind.objects.all())


def in_full(pages) -> list[BasePage]:
    """Return those of these pages that are public, in their order, each as its own model.

    One query per kind of page, and what that kind brings along to be shown.
    """
    pages, kinds = list(pages), defaultdict(list)
    for page in pages:
        kinds[page.specific_class].append(page.pk)
    found: dict[int, BasePage] = {}
    for model, keys in kinds.items():
        found |= model.objects.for_public_display().in_bulk(keys)
    return [found[page.pk] for page in pages if page.pk in found]


def outliving_addresses() -> list[str]:
    """Return the paths of all pages that are shown though the database is away."""
    kinds = [kind for kind in page_models() if kind.outlives_database]
    return [page.get_url_parts()[2] for kind in kinds for page in kind.objects.for_public_display()]


def shows(item) -> bool:
    """Whether a page shows this file to the public now, whatever it shows besides; captions: in its language."""
    if isinstance(item, CampaignCaptions):
        pages = [page for page in in_full(_naming(item.video)) if page.locale.language_code == item.language]
        return any(item.video_id in page.files_shown_now()[CampaignVideo] for page in pages)
    return any(item.pk in page.files_shown_now()[type(item)] for page in in_full(_naming(item)))


def stands_approved(item) -> bool:
    """Whether a page shows this picture or document that went live by the yes of somebody else than its author."""
    pages = Page.objects.live().filter(pk__in=[page.pk for page in _naming(item)]).specific()
    return any(page.goes_live_by_review and item.pk in page.files_shown_now()[type(item)] for page in pages)


def where_it_stands(video, user) -> Iterator[Standing]:
    """Yield where a live page, or one that was approved for a later hour, names a video, shown or not yet."""
    coming = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    live = Page.objects.live().filter(pk__in=[page.pk for page in _naming(video)]).specific()
    for page in (*live, *(revision.as_object() for revision in coming)):
        if video.pk in shown_by(page)[type(video)]:
            may_publish = user is not None and page.permissions_for_user(user).can_publish()
            yield Standing(page.locale.language_code, page.goes_live_by_review, may_publish)


def _naming(item) -> list[Page]:
    named = ReferenceIndex.get_references_to(item).filter(base_content_type__model="page")
    return [
        Page(pk=int(key), content_type_id=kind)
        for key, kind in named.order_by().values_list("object_id", "content_type").distinct()
    ]
