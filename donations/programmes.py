"""The programmes that pledges go to: never one survivor, always a programme."""

from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Subquery, When
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from campaign_site.media.alt_texts import ALT_TEXT_HELP, AltText, alt_text
from campaign_site.media.renditions import Picture, find_picture
from campaign_site.pages.fixed_addresses import AtFixedAddress
from campaign_site.pages.models import BasePage, VideoPage
from donations.blocks import ImpactBlock
from donations.currencies import CURRENCIES
from donations.money import Money


class ProgrammeIndexPage(AtFixedAddress, BasePage):
    """The list of programmes in one language."""

    template = "donations/programme_index.html"
    fixed_slug = "programmes"
    subpage_types = ["donations.ProgrammePage"]

    class Meta:
        verbose_name = _("list of programmes")

    def get_context(self, request, *args, **kwargs):
        """Add `programmes`: the public ones in this language."""
        context = super().get_context(request, *args, **kwargs)
        programmes = ProgrammePage.objects.child_of(self).for_public_display().order_by("path")
        context["programmes"] = programmes.prefetch_related("picture__renditions")
        return context


class ProgrammePage(VideoPage):
    """One programme. The goal is integer minor units of an ISO 4217 currency; no goal is a goal of none."""

    summary = models.TextField(_("summary"), max_length=300, help_text=_("Shown on cards and in lists."))
    goal_minor = models.BigIntegerField(
        _("goal"),
        null=True,
        blank=True,
        help_text=_("In the currency's smallest unit: 5000000 stands for 50,000.00 EUR or 5,000,000 JPY."),
    )
    goal_currency = models.CharField(
        _("currency of the goal"), max_length=3, blank=True, choices=[(code, code) for code in CURRENCIES]
    )
    impact = StreamField([("impact", ImpactBlock())], blank=True, verbose_name=_("what gifts could do"))
    iati_identifier = models.CharField(_("IATI activity identifier"), max_length=100, blank=True)
    picture = models.ForeignKey(
        "media.CampaignImage",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    picture_alt_text = models.CharField(
        _("for those who do not see the picture"), max_length=250, blank=True, help_text=ALT_TEXT_HELP
    )

    template = "donations/programme.html"
    kind_in_search = "programmes"
    parent_page_types = ["donations.ProgrammeIndexPage"]
    subpage_types: list[str] = []

    search_fields = [*VideoPage.search_fields, index.SearchField("summary")]
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt_text")], heading=_("Picture")),
        MultiFieldPanel([FieldPanel("goal_minor"), FieldPanel("goal_currency")], heading=_("Goal")),
        FieldPanel("body"),
        FieldPanel("impact"),
        FieldPanel("iati_identifier"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(goal_minor=None, goal_currency="")
                | models.Q(goal_minor__isnull=False, goal_minor__gt=0, goal_currency__in=list(CURRENCIES)),
                name="programme_goal_has_a_currency",
                violation_error_message=_("A goal is an amount above nothing and its currency, or neither."),
            )
        ]

    @property
    def card_picture(self) -> Picture | None:
        """The picture for lists, in the sizes made at publication, or None."""
        return find_picture(self.picture, "card") if self.picture else None

    @cached_property
    def page_picture(self) -> Picture | None:
        """The whole picture for the programme's own page, in the sizes made at publication, or None."""
        return find_picture(self.picture, "text") if self.picture else None

    @property
    def picture_alt(self) -> AltText:
        """What is read aloud for the picture on the programme's own page."""
        return alt_text(self.picture, self.picture_alt_text, self.locale.language_code)

    @property
    def goal(self) -> Money | None:
        """The goal, or None."""
        return Money.of(self.goal_minor, self.goal_currency) if self.goal_minor else None


class Title(NamedTuple):
    """What a programme is called, and the language of that."""

    text: str
    language: str


def titles(translation_keys: Iterable, among=None) -> dict[str, Title]:
    """Return what programmes are called, by translation key, in one query: the public ones, or `among` pages.

    In the reader's language, else in the site's first, else in whichever there is. Others are left out.
    """
    known = ProgrammePage.objects.for_public_display() if among is None else among
    pages = known.filter(translation_key__in=list(translation_keys))
    found: dict[str, Title] = {}
    wanted = (get_language(), settings.LANGUAGE_CODE)
    for page in sorted(pages, key=lambda page: page.locale.language_code in wanted):
        key, title = str(page.translation_key), Title(page.title, page.locale.language_code)
        if key not in found or found[key].language != wanted[0]:
            found[key] = title
    return found


def title_of(page: ProgrammePage) -> Title:
    """Return what one programme is called, as `titles`; where nothing of it is public, what `page` says."""
    own = Title(page.title, page.locale.language_code)
    if own.language == get_language():
        return own
    key = str(page.translation_key)
    return titles([key]).get(key, own)


def one_each():
    """Return each programme once, public or not, by title: its page in the reader's language, else as `titles`."""
    return ProgrammePage.objects.filter(pk=Subquery(_nearest("translation_key").values("pk")[:1])).order_by(
        "title"
    )


def title_here(page: str) -> Subquery:
    """Return, for a query, what the programme whose page is at the path `page` is called, as `titles` names it."""
    return Subquery(_nearest(f"{page}__translation_key").values("title")[:1])


def _nearest(translation_key: str):
    """Return, for a subquery, a programme's pages, that of the reader's language first."""
    nearness = Case(
        When(locale__language_code=get_language(), then=0),
        When(locale__language_code=settings.LANGUAGE_CODE, then=1),
        default=2,
        output_field=models.SmallIntegerField(),
    )
    pages = ProgrammePage.objects.filter(translation_key=OuterRef(translation_key), alias_of=None)
    return pages.order_by(nearness, "pk")
