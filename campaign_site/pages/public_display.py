"""What the public may see, for all kinds of page at once: search, sitemap, language links.

Each page model says for itself what may be shown (`for_public_display()` on its queryset); this module
only joins the answers, so that no list has a rule of its own.
"""

from collections import defaultdict
from functools import reduce
from operator import or_

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex

from campaign_site.media.models import CampaignCaptions, CampaignVideo
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


def path_of(page: Page, request=None) -> str:
    """Return the path of a page ("/en/help/"), the empty text where no site leads to it: nobody can open it then.

    With the `request` that is being answered, Wagtail looks its sites up once for all pages.
    """
    parts = page.get_url_parts(request)
    return parts[2] if parts else ""


def outliving_addresses() -> list[str]:
    """Return the paths of all pages that are shown though the database is away."""
    kinds = [kind for kind in page_models() if kind.outlives_database]
    return [path for kind in kinds for page in kind.objects.for_public_display() if (path := path_of(page))]


def shows(item) -> bool:
    """Whether a page shows this file to the public now, whatever it shows besides; captions: in its language."""
    if isinstance(item, CampaignCaptions):
        pages = [page for page in in_full(naming(item.video)) if page.locale.language_code == item.language]
        return any(item.video_id in page.files_shown_now()[CampaignVideo] for page in pages)
    return any(item.pk in page.files_shown_now()[type(item)] for page in in_full(naming(item)))


def naming(item) -> list[Page]:
    """Return the pages, by key and kind, that name this file as they are stored, live or not."""
    named = ReferenceIndex.get_references_to(item).filter(base_content_type__model="page")
    return [
        Page(pk=int(key), content_type_id=kind)
        for key, kind in named.order_by().values_list("object_id", "content_type").distinct()
    ]
