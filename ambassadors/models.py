"""The people who lend their name to the campaign, each with the stories and releases they stand for."""

from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from ambassadors.choices import NATIONAL, Role
from campaign_site.media.renditions import find_picture
from campaign_site.pages.choices import country_choices, country_name
from campaign_site.pages.fixed_addresses import AtFixedAddress
from campaign_site.pages.models import FourEyesIndexPage, FourEyesPage
from campaign_site.pages.querysets import BasePageQuerySet


class AmbassadorQuerySet(BasePageQuerySet):
    """Ambassadors in the order and with the pictures that lists need."""

    def for_list(self):
        """By role, then by name; portraits and their sizes come in two queries, bodies stay in the database."""
        place = [When(role=role, then=Value(number)) for number, role in enumerate(Role)]
        return (
            self.order_by(Case(*place, output_field=models.IntegerField()), "title", "pk")
            .prefetch_related("portrait__renditions")
            .defer_streamfields()
        )


class AmbassadorIndexPage(AtFixedAddress, FourEyesIndexPage):
    """The ambassadors in one language, at `ambassadors/`."""

    template = "ambassadors/index.html"
    fixed_slug = "ambassadors"
    subpage_types = ["ambassadors.AmbassadorPage"]

    class Meta:
        verbose_name = _("ambassadors")

    def get_context(self, request, *args, **kwargs):
        """Add `groups`: (role, its ambassadors) for each role that somebody has."""
        context = super().get_context(request, *args, **kwargs)
        ambassadors = AmbassadorPage.objects.child_of(self).for_public_display().for_list()
        context["groups"] = [
            (Role(role), list(members)) for role, members in groupby(ambassadors, key=lambda page: page.role)
        ]
        return context


class AmbassadorPage(FourEyesPage):
    """One person in one language; the title is the name. A survivor's own story stands under consent elsewhere."""

    role = models.CharField(_("role"), max_length=30, choices=Role, default=Role.GLOBAL_AMBASSADOR)
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=country_choices,
        blank=True,
        help_text=_("Needed for a National Goodwill Ambassador."),
    )
    speaks_about = models.CharField(
        _("speaks about"), max_length=300, blank=True, help_text=_("In the person's own words where possible.")
    )
    portrait = models.ForeignKey(
        "media.CampaignImage",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Without one, artwork of the campaign is shown."),
    )

    objects = PageManager.from_queryset(AmbassadorQuerySet)()

    template = "ambassadors/ambassador.html"
    kind_in_search = "ambassadors"
    parent_page_types = ["ambassadors.AmbassadorIndexPage"]
    subpage_types: list[str] = []
    search_fields = [*FourEyesPage.search_fields, index.SearchField("speaks_about")]
    content_panels = [
        TitleFieldPanel("title", heading=_("Name")),
        MultiFieldPanel([FieldPanel("role"), FieldPanel("country")], heading=_("Role")),
        FieldPanel("introduction"),
        FieldPanel("speaks_about"),
        FieldPanel("portrait"),
        FieldPanel("body"),
        InlinePanel("story_links", heading=_("Stories"), label=_("Story")),
        InlinePanel("release_links", heading=_("Press releases"), label=_("Press release")),
    ]

    class Meta:
        verbose_name = _("ambassador")
        constraints = [
            models.CheckConstraint(
                condition=~Q(role__in=sorted(NATIONAL)) | ~Q(country=""),
                name="national_ambassador_has_country",
                violation_error_message=_("Choose the country of the National Goodwill Ambassador."),
            )
        ]

    def clean(self):
        """Ask for the country beside its field."""
        super().clean()
        if self.role in NATIONAL and not self.country:
            raise ValidationError({"country": _("Choose the country of the National Goodwill Ambassador.")})

    @property
    def country_represented(self) -> str:
        """The country of a national role by its name in the active language; empty where it is the whole world."""
        return country_name(self.country) if self.role in NATIONAL else ""

    @property
    def role_line(self) -> str:
        """The role, with the country where it has one."""
        role = self.get_role_display()
        if not self.country_represented:
            return role
        return gettext("%(role)s, %(country)s") % {"role": role, "country": self.country_represented}

    @cached_property
    def portrait_picture(self):
        """The portrait in the sizes made at publication, or None."""
        return find_picture(self.portrait, "portrait") if self.portrait else None

    @property
    def portrait_alt(self) -> str:
        """What is read aloud for the portrait, in the active language; nothing where it is decorative."""
        if self.portrait is None or self.portrait.is_decorative:
            return ""
        return gettext("Portrait of %(name)s") % {"name": self.title}

    @property
    def story_ids(self) -> list[int]:
        """The stories this person stands for, public or not: show them through `public_stories_by_ids` only."""
        return list(dict.fromkeys(link.story_id for link in self.story_links.all()))

    @property
    def release_ids(self) -> list[int]:
        """The releases, public or not: show them through `public_releases_by_ids` only."""
        return list(dict.fromkeys(link.release_id for link in self.release_links.all()))


class AmbassadorStory(Orderable):
    """A story beside an ambassador. It says nothing about whether the story may be seen."""

    ambassador = ParentalKey(AmbassadorPage, on_delete=models.CASCADE, related_name="story_links")
    story = models.ForeignKey(
        "stories.StoryPage", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("story")]


class AmbassadorRelease(Orderable):
    """A press release beside an ambassador. It says nothing about whether the release may be seen."""

    ambassador = ParentalKey(AmbassadorPage, on_delete=models.CASCADE, related_name="release_links")
    release = models.ForeignKey(
        "press.PressReleasePage", verbose_name=_("press release"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("release")]
