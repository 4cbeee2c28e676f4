"""Press releases: what the campaign tells journalists, each in its language and not before its hour."""

from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PageManager
from wagtail.search import index

from campaign_site.delivery.database.compiled_once import Moment
from campaign_site.delivery.middleware import low_data
from campaign_site.media.renditions import Picture, find_picture
from campaign_site.pages.blocks.media import DownloadBlock
from campaign_site.pages.blocks.text import PARAGRAPH_FEATURES
from campaign_site.pages.fixed_addresses import AtFixedAddress
from campaign_site.pages.models import CampaignSettings, FourEyesIndexPage, FourEyesPage
from campaign_site.pages.querysets import BasePageQuerySet
from campaign_site.press.blocks import ContactBlock

RELEASES_PER_PAGE = 20
MORE_RELEASES = 3


class PressReleaseQuerySet(BasePageQuerySet):
    """Releases, under the embargo as well as under the rule of every page."""

    def for_public_display(self):
        """Only releases whose embargo, if there was one, has ended: the hour itself is already public."""
        return super().for_public_display().filter(Q(embargo_until__isnull=True) | Q(embargo_until__lte=Moment()))

    def newest_first(self):
        """By the date of the dateline; on one day the later written first. Bodies stay in the database."""
        return self.order_by("-date", "-pk").defer_streamfields()

    def about(self, programme):
        """Only those that tell of a programme, whichever of its languages was chosen."""
        return self.filter(programme__translation_key=programme.translation_key)

    def nearest_to(self, release):
        """The others of its language: those about the same programme first, then the rest, the newest first."""
        others = self.in_language_of(release).exclude(pk=release.pk).newest_first()
        if release.programme is None:
            return others
        same = When(programme__translation_key=release.programme.translation_key, then=0)
        return others.order_by(Case(same, default=1, output_field=models.SmallIntegerField()), "-date", "-pk")


class PressIndexPage(AtFixedAddress, FourEyesIndexPage):
    """The press room in one language, at `press/`."""

    template = "press/index.html"
    fixed_slug = "press"
    subpage_types = ["press.PressReleasePage"]

    class Meta:
        verbose_name = _("press room")

    def releases(self):
        """Return the public releases of this press room, newest first."""
        return PressReleasePage.objects.child_of(self).for_public_display().newest_first()

    def get_context(self, request, *args, **kwargs):
        """Add `press_email`, a page of `releases` and `query_string`, what the links to other pages of it keep.

        A number that makes no sense shows the first page or the last.
        """
        context = super().get_context(request, *args, **kwargs)
        releases = Paginator(self.releases(), RELEASES_PER_PAGE).get_page(request.GET.get("page"))
        context["releases"] = releases
        context["kept_query"] = f"page={releases.number}" if releases.number > 1 else ""
        context["query_string"] = urlencode(low_data.kept(request.GET))
        context["press_email"] = CampaignSettings.current().press_email
        return context


class PressReleasePage(FourEyesPage):
    """One release. Its language is the page's; `embargo_until` is aware UTC, null where there is no embargo."""

    subtitle = models.CharField(_("subtitle"), max_length=200, blank=True)
    place = models.CharField(
        _("place"), max_length=80, help_text=_("Where the release is issued, for example Geneva.")
    )
    date = models.DateField(_("date"), default=timezone.localdate)
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("In UTC. Before this hour nobody outside sees the release, even when it is published."),
    )
    programme = models.ForeignKey(
        "donations.ProgrammePage",
        verbose_name=_("programme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("If the release tells of a programme: it is then named on the programme's page."),
    )
    notes = RichTextField(_("notes to editors"), blank=True, features=PARAGRAPH_FEATURES)
    contacts = StreamField([("contact", ContactBlock())], verbose_name=_("contacts"), blank=True)
    downloads = StreamField(
        [("download", DownloadBlock())],
        verbose_name=_("downloads"),
        blank=True,
        help_text=_("Only what the press may use freely."),
    )

    objects = PageManager.from_queryset(PressReleaseQuerySet)()

    template = "press/release.html"
    kind_in_search = "press"
    parent_page_types = ["press.PressIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*FourEyesPage.search_fields, index.SearchField("subtitle"), index.SearchField("place")]
    content_panels = [
        TitleFieldPanel("title"),
        FieldPanel("subtitle"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("date")], heading=_("Dateline")),
        FieldPanel("embargo_until"),
        FieldPanel("introduction"),
        FieldPanel("programme"),
        FieldPanel("body"),
        FieldPanel("notes"),
        FieldPanel("contacts"),
        FieldPanel("downloads"),
    ]

    class Meta:
        verbose_name = _("press release")
        indexes = [models.Index(fields=["-date"], name="press_newest")]

    @property
    def public_since(self):
        """When the public could first read it (aware UTC): the embargo's end, else the first publication."""
        return max(filter(None, (self.embargo_until, self.first_published_at)), default=None)

    @property
    def changed_at(self):
        """When it last changed for the public (aware UTC)."""
        return max(filter(None, (self.public_since, self.last_published_at)), default=None)

    @cached_property
    def first_picture(self) -> Picture | None:
        """The first picture of the text in the sizes made at publication, or None."""
        image = next((block.value["image"] for block in self.body if block.block_type == "picture"), None)
        return find_picture(image, "text")

    @property
    def public_programme(self):
        """The programme it tells of as readers of this language find it; None where the public sees none."""
        if self.programme is None:
            return None
        versions = type(self.programme).objects.filter(translation_key=self.programme.translation_key)
        return versions.for_public_display().in_language_of(self).first()

    def get_context(self, request, *args, **kwargs):
        """Add `programme`, the public one that it tells of, and `more`, up to three other releases."""
        context = super().get_context(request, *args, **kwargs)
        context["programme"] = self.public_programme
        context["more"] = PressReleasePage.objects.for_public_display().nearest_to(self)[:MORE_RELEASES]
        return context


def next_embargo_end() -> datetime | None:
    """Return when the next embargo ends: a release appears then though nobody writes anything."""
    waiting = PressReleasePage.objects.filter(embargo_until__gt=timezone.now())
    return waiting.aggregate(next=models.Min("embargo_until"))["next"]
