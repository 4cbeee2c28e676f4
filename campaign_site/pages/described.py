"""No page goes live with a picture that it does not describe, in its language, to those who do not see it.

On pages in the site's first language a picture's own description is read where the page says nothing; any other
page describes it in words of its own, its alt text (`media/alt_texts.py`). A draft may wait for it. The form asks
beside the field, `refuse_undescribed()` stops whoever else puts a page live; what is live already stays as it is.
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

from campaign_site.media.alt_texts import is_undescribed
from campaign_site.media.models import CampaignImage
from campaign_site.pages.blocks.media import PictureBlock

# What a page says of a picture: in a block with one, and beside the field `name` in the field `name` + SUFFIX.
ALT_TEXT, SUFFIX = "alt_text", "_alt_text"
ANOTHERS_IS_UNDESCRIBED = gettext_lazy(
    "Nothing was published: a page that others look after has a picture of which nobody has said in its language "
    "what it shows. Publish the pages one by one, or ask those who write stories."
)


class PictureNotDescribed(ValidationError):
    """A page would have gone live with a picture that it does not describe in its language.

    `message` is a sentence for editors, with what to do next.
    """

    def __init__(self, image: CampaignImage):
        sentence = _(
            "Nobody has said in the language of this page what the picture “%(title)s” shows. Write it beside the "
            "picture."
        )
        super().__init__(sentence % {"title": image.title})


class UndescribedPicture(NamedTuple):
    """A picture that a page does not describe: in which field, and in which block of it (from 0), or None."""

    field: str
    block: int | None
    image: CampaignImage


def undescribed_pictures(page) -> list[UndescribedPicture]:
    """Return the pictures that a page shows and does not describe in its language, place by place.

    Without a query where there can be none.
    """
    language = page.locale.language_code
    places = [place for place in _places(page) if place.key and is_undescribed(place.alt_text, language)]
    if not places:
        return []
    images = CampaignImage.objects.filter(is_decorative=False).in_bulk({place.key for place in places})
    return [
        UndescribedPicture(place.field, place.block, images[place.key]) for place in places if place.key in images
    ]


def undescribed_languages(images: Iterable[CampaignImage]) -> dict[int, set[str]]:
    """Return {key of a picture: languages of the pages, drafts too, that show it and do not describe it}."""
    named = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(CampaignImage),
        to_object_id__in=[str(image.pk) for image in images],
        base_content_type__model="page",
    ).values_list("object_id", flat=True)
    others = Page.objects.filter(pk__in={int(key) for key in named}, alias_of=None)
    others = others.exclude(locale__language_code=settings.LANGUAGE_CODE).select_related("locale")
    found: dict[int, set[str]] = defaultdict(set)
    for page in others.specific():
        for picture in undescribed_pictures(page):
            found[picture.image.pk].add(page.locale.language_code)
    return dict(found)


def refuse_undescribed(page) -> None:
    """Raise PictureNotDescribed where saving this live page puts such a picture before the public.

    An alias says what its source says, openly in the source's language.
    """
    if page.alias_of_id is None and (pictures := undescribed_pictures(page)):
        as_it_was = Page.objects.filter(pk=page.pk, live=True, live_revision=page.live_revision_id)
        if page.pk is None or not as_it_was.exists():
            raise PictureNotDescribed(pictures[0].image)


class DescribedPageForm(WagtailAdminPageForm):
    """The form of a page, in which every picture is described once more than a draft is saved."""

    def _post_clean(self):
        """Ask for it beside the field, once the page has what was typed."""
        super()._post_clean()
        if self.is_deferred_validation:
            return
        blocks: dict[str, dict[int, ValidationError]] = defaultdict(dict)
        for field, block, _image in undescribed_pictures(self.instance):
            missing = ValidationError(
                _("Say in the language of this page what the picture shows: it is read aloud.")
            )
            if block is None and field + SUFFIX in self.cleaned_data:
                self.add_error(field + SUFFIX, missing)
            elif block is not None and field in self.cleaned_data:
                blocks[field][block] = StructBlockValidationError(block_errors={ALT_TEXT: missing})
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
    """Return the answer where one of these may not go live, else None. It names only what the user may edit."""
    for page in pages:
        if not (pictures := undescribed_pictures(page)):
            continue
        if page.permissions_for_user(request.user).can_edit():
            sentence = PictureNotDescribed(pictures[0].image).message
            messages.error(request, f"{page.get_admin_display_title()}: {sentence}")
            return redirect("wagtailadmin_pages:edit", page.pk)
        messages.error(request, ANOTHERS_IS_UNDESCRIBED)
        return redirect("wagtailadmin_home")
    return None


def empty_alt_texts(sender, target_obj, **kwargs) -> None:
    """Receiver of `copy_for_translation_done`: what is read aloud is not carried over in the source's language.

    So the copy cannot go live before somebody has written it anew.
    """
    if not isinstance(target_obj, Page) or target_obj.alias_of_id is not None:
        return
    page, emptied = target_obj.specific, {}
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            emptied[field.name] = json.dumps(
                _without_alt_texts(field, field.value_from_object(page).get_prep_value())
            )
        elif field.name.endswith(SUFFIX):
            emptied[field.name] = ""
    values = {name: page._meta.get_field(name).to_python(value) for name, value in emptied.items()}
    type(page).objects.filter(pk=page.pk).update(**values)
    for revision in Revision.objects.for_instance(page):
        revision.content.update(emptied)
        revision.save(update_fields=["content"])


class _Place(NamedTuple):
    """Where a page shows a picture, the picture's key (None: none is chosen), and the page's words for it."""

    field: str
    block: int | None
    key: int | None
    alt_text: str


def _places(page) -> Iterator[_Place]:
    """Yield each place as it is stored: no block is loaded.

    Blocks within blocks are not looked into: a test holds that none of them has a picture.
    """
    names = {field.name for field in page._meta.concrete_fields}
    for field in page._meta.concrete_fields:
        if isinstance(field, StreamField):
            for number, child in enumerate(field.value_from_object(page).get_prep_value()):
                if _is_picture(field, child["type"]):
                    value = child["value"]
                    yield _Place(field.name, number, value.get("image"), value.get(ALT_TEXT) or "")
        elif field.related_model is CampaignImage and (own := field.name + SUFFIX) in names:
            yield _Place(field.name, None, field.value_from_object(page), getattr(page, own))


def _is_picture(field: StreamField, kind: str) -> bool:
    return isinstance(field.stream_block.child_blocks.get(kind), PictureBlock)


def _without_alt_texts(field: StreamField, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**block, "value": {**block["value"], ALT_TEXT: ""}} if _is_picture(field, block["type"]) else block
        for block in blocks
    ]
