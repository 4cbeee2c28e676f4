"""Addresses to which the site itself leads: header, footer, texts and code name them, the same in each language.

An editor who renamed the page there would break the way to help on every page at once. So each kind that is led to
has its own `fixed_slug`, and no other page takes it: what lay there instead would not be sheltered.
"""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from campaign_site.pages.described import DescribedPageForm

HOME_DEPTH = 2
# Pages of text to which footer and stories lead: once there, they stay there.
TEXTS = frozenset({"about", "terms"})
STAYS = _("Other pages of this site lead here. The address stays “%(slug)s”, in every language.")
ANOTHERS = _("“%(slug)s” is kept for another page of this site. Please choose another address.")


class AddressForm(DescribedPageForm):
    """The form of such a page. A new one has no parent yet, and its address was made from its title."""

    def clean_slug(self):
        """Return the address of its kind for a new page. Raises ValidationError for that of another kind."""
        slug = self.cleaned_data["slug"]
        if self.instance.pk is None:
            slug = self.instance.fixed_slug or slug
            if is_anothers(self.instance, slug, self.parent_page):
                raise ValidationError(ANOTHERS, params={"slug": slug})
        return slug


class KeepsAddress:
    """Mixed in before a page model: what lies at an address that the site leads to stays there."""

    fixed_slug = ""
    base_form_class = AddressForm

    def clean(self):
        """Give a new page the address of its kind; refuse, beside the field, to change what is led to."""
        keep_address(self)
        super().clean()

    def minimal_clean(self):
        """Do the same for a draft, whose other fields may wait."""
        keep_address(self)
        super().minimal_clean()


class AtFixedAddress(KeepsAddress):
    """Mixed in before a page model with a `fixed_slug`: one page in each language, right below its home page."""

    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1


def keep_address(page) -> None:
    """Give a new page the address of its kind, where it is free. Raises ValidationError where it may not lie."""
    parent = page.get_parent() if page.path else None
    if page.pk is None:
        if parent and page.fixed_slug and not parent.get_children().filter(slug=page.fixed_slug).exists():
            page.slug = page.fixed_slug
    elif (kept := page.fixed_slug or _led_to(page)) and page.slug != kept:
        raise ValidationError({"slug": ValidationError(STAYS, params={"slug": kept})})
    if is_anothers(page, page.slug, parent):
        raise ValidationError({"slug": ValidationError(ANOTHERS, params={"slug": page.slug})})


def _led_to(page) -> str:
    """Return the stored address of a page of text that is led to; else the empty text."""
    texts = Page.objects.filter(pk=page.pk, depth=HOME_DEPTH + 1, slug__in=TEXTS)
    return texts.values_list("slug", flat=True).first() or ""


def is_anothers(page, slug: str, parent: Page | None) -> bool:
    """Whether another kind of page has this address below `parent`."""
    if parent is None or parent.depth != HOME_DEPTH or slug == page.fixed_slug:
        return False
    return any(issubclass(kind, AtFixedAddress) and kind.fixed_slug == slug for kind in apps.get_models())
