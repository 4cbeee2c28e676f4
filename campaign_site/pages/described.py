"""No page goes live in a language in which nobody has said what its pictures show to those who do not see them.

On pages in the site's first language a picture's own description is read where the page says nothing; on every
other the page needs words of its own (`media/alt_texts.py`). A draft may wait for them. The form says so beside
the field, `refuse_undescribed()` whoever else puts a page live; what is live already stays as it is.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex, Revision

from campaign_site.media.alt_texts import lacks_words
from campaign_site.media.models import CampaignImage
from campaign_site.pages.blocks.media import PictureBlock

# The words for the picture in the field `name` stand in the field `name` + SUFFIX.
SUFFIX, IN_BLOCK = "_alt_text", "alt_text"
SOME_PAGE_LACKS_WORDS = gettext_lazy(
    "Nothing was published: a page that others look after has a picture of which nobody has said in its language "
    "what it shows. Publish the pages one by one, or ask those who write stories."
)


class PictureNotDescribed(ValidationError):
    """A page would have gone live with a picture of which its language says nothing."""

    def __init__(self, image: CampaignImage):
        super().__init__(said_of(image))


def said_of(image: CampaignImage) -> str:
    """Return the sentence for editors, with what to do next."""
    return _(
        "Nobody has said in the language of this page what the picture “%(title)s” shows. Write it beside the "
        "picture."
    ) % {"title": image.title}


class Undescribed(NamedTuple):
    """Where words are missing: the field, the place of the block in it (None: no block), and the picture."""

    field: str
    block: int | None
    image: CampaignImage


def undescribed(page) -> list[Undescribed]:
    """Return the places in a page where a picture is shown of which nothing is said in the page's language.

    Without a query where nothing can be missing.
    """
    language = page.locale.language_code
    places = [place for *place, own in _pictures_of(page) if place[-1] and lacks_words(own, language)]
    if not places:
        return []
    shown = CampaignImage.objects.filter(is_decorative=False).in_bulk({key for *_place, key in places})
    return [Undescribed(field, block, shown[key]) for field, block, key in places if key in shown]


def missing_by_picture(images: Iterable[CampaignImage]) -> dict[int, set[str]]:
    """Return the languages in which a page, as it stands, shows one of these and says nothing, by picture."""
    named = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(CampaignImage),
        to_object_id__in=[str(image.pk) for image in images],
        base_content_type__model="page",
    ).values_list("object_id", flat=True)
    others = Page.objects.filter(pk__in={int(key) for key in named}, alias_of=None)
    others = others.exclude(locale__language_code=settings.LANGUAGE_CODE).select_related("locale")
    lacking: dict[int, set[str]] = defaultdict(set)
    for page in others.specific():
        for place in undescribed(page):
            lacking[place.image.pk].add(page.locale.language_code)
    return dict(lacking)


def refuse_undescribed(page) -> None:
    """Raise PictureNotDescribed where saving this live page puts such a picture before the public.

    An alias says what its source says, openly in the source's language.
    """
    if page.alias_of_id is None and (missing := undescribed(page)):
        as_it_was = Page.objects.filter(pk=page.pk, live=True, live_revision=page.live_revision_id)
        if page.pk is None or not as_it_was.exists():
            raise PictureNotDescribed(missing[0].image)


class DescribedPageForm(WagtailAdminPageForm):
    """The form of a page, which asks for what is missing once more than a draft is saved."""

    def _post_clean(self):
        """Say so beside the field, once the page has what was typed."""
        super()._post_clean()
        if self.is_deferred_validation:
            return
        blocks: dict[str, dict[int, ValidationError]] = defaultdict(dict)
        for field, block, _image in undescribed(self.instance):
            missing = ValidationError(
                _("Say in the language of this page what the picture shows: it is read aloud.")
            )
            if block is None and field + SUFFIX in self.cleaned_data:
                self.add_error(field + SUFFIX, missing)
            elif block is not None and field in self.cleaned_data:
                blocks[field][block] = StructBlockValidationError(block_errors={IN_BLOCK: missing})
        for field, errors in blocks.items():
            self.add_error(field, StreamBlockValidationError(block_errors=errors))


def refuse_copy(request, page):
    """Hook `before_copy_page`: a copy that would go live like that is refused with a sentence."""
    if request.method != "POST" or "publish_copies" not in request.POST:
        return None
    copied = (
        page.get_descendants(inclusive=True)
        if "copy_subpages" in request.POST
        else Page.objects.filter(pk=page.pk)
    )
    return _refused(request, copied.live().specific().iterator())


def refuse_publishing_many(request, action_type, pages, action):
    """Hook `before_bulk_action`: Wagtail publishes drafts from a list without asking their forms."""
    if action_type != "publish" or action.model is not Page:
        return None
    drafts = list(pages)
    if action.cleaned_form.cleaned_data["include_descendants"]:
        # Wagtail passes over what this person may not publish.
        below = [one for page in pages for one in page.get_descendants().not_live().specific()]
        drafts += [one for one in below if one.permissions_for_user(request.user).can_publish()]
    return _refused(request, (page.get_latest_revision_as_object() for page in drafts))


def _refused(request, pages: Iterable):
    """Return the answer to publishing one of these that lacks words, if any. It names only what they may edit."""
    for page in pages:
        if not (missing := undescribed(page)):
            continue
        if page.permissions_for_user(request.user).can_edit():
            messages.error(request, f"{page.get_admin_display_title()}: {said_of(missing[0].image)}")
            return redirect("wagtailadmin_pages:edit", page.pk)
        messages.error(request, SOME_PAGE_LACKS_WORDS)
        return redirect("wagtailadmin_home")
    return None


def leave_words_to_translator(sender, target_obj, **kwargs) -> None:
    """Receiver of `copy_for_translation_done`: what is read aloud is not carried over in the source's language.

    So the copy cannot go live before somebody has written it anew.
    """
    if not isinstance(target_obj, Page) or target_obj.alias_of_id is not None:
        return
    page, emptied = target_obj.specific, {}
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            emptied[field.name] = json.dumps(_without_words(field, field.value_from_object(page).get_prep_value()))
        elif field.name.endswith(SUFFIX):
            emptied[field.name] = ""
    values = {name: page._meta.get_field(name).to_python(value) for name, value in emptied.items()}
    type(page).objects.filter(pk=page.pk).update(**values)
    for revision in Revision.objects.for_instance(page):
        revision.content.update(emptied)
        revision.save(update_fields=["content"])


def _pictures_of(page) -> Iterator[tuple[str, int | None, int | None, str]]:
    """Yield field, place of the block, picture and own words, as they are stored: no block is loaded.

    Blocks within blocks are not looked into: a test holds that none of them has a picture.
    """
    names = {field.name for field in page._meta.concrete_fields}
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            for place, child in enumerate(field.value_from_object(page).get_prep_value()):
                if _is_picture(field, child["type"]):
                    yield field.name, place, child["value"].get("image"), child["value"].get(IN_BLOCK) or ""
        elif field.related_model is CampaignImage and (own := field.name + SUFFIX) in names:
            yield field.name, None, field.value_from_object(page), getattr(page, own)


def _is_picture(field: StreamField, kind: str) -> bool:
    return isinstance(field.stream_block.child_blocks.get(kind), PictureBlock)


def _without_words(field: StreamField, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**block, "value": {**block["value"], IN_BLOCK: ""}} if _is_picture(field, block["type"]) else block
        for block in blocks
    ]
