"""The pages of the house, and the base that every page of the site inherits."""

from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index
from wagtail.url_routing import RouteResult

from campaign_site.delivery.caching.remembering import Remembered
from campaign_site.delivery.page_cache.sharing import share
from campaign_site.media.shown import Shown, shown_by, with_captions
from campaign_site.pages import previewing
from campaign_site.pages.blocks.stream import AT_RISK_BLOCKS, CONTENT_BLOCKS, VIDEO_BLOCKS
from campaign_site.pages.choices import sort_key
from campaign_site.pages.described import DescribedPageForm, refuse_undescribed
from campaign_site.pages.edited_meanwhile import SavedOneAfterTheOther
from campaign_site.pages.fixed_addresses import HOME_DEPTH, AtFixedAddress, KeepsAddress
from campaign_site.pages.forms import SettingsForm
from campaign_site.pages.four_eyes import FourEyesTask, NotApproved, approvals, four_eyes_workflow
from campaign_site.pages.helplines import Helpline, spoken_languages
from campaign_site.pages.passages import translated_fields
from campaign_site.pages.permissions import (
    FourEyesIndexPermissionTester,
    FourEyesPermissionTester,
    HomePagePermissionTester,
)
from campaign_site.pages.picture_rule import refuse_pictures_of_stories
from campaign_site.pages.public_versions import public_versions
from campaign_site.pages.querysets import BasePageQuerySet
from campaign_site.pages.search import help
from campaign_site.pages.search.texts import texts_of
from campaign_site.pages.translation_state import TextState, note_text, note_translated
from campaign_site.pages.video_rule import ApprovedPageForm, refuse_unshown_videos

__all__ = ["FourEyesTask", "TextState"]


class Crumb(NamedTuple):
    """A page on the way to another."""

    title: str
    url: str


@Remembered
def _public_down_to(path: str) -> tuple[Crumb, ...]:
    """Return the public pages below the home page on the way down to the one at this path of the tree, and it."""
    step = Page.steplen
    paths = [path[:end] for end in range((HOME_DEPTH + 1) * step, len(path) + 1, step)]
    pages = BasePageQuerySet(Page).filter(path__in=paths).for_public_display().order_by("depth")
    return tuple(Crumb(page.title, page.url) for page in pages)


class BasePage(SavedOneAfterTheOther, Page):
    """What every page of the site is: an introduction, one public rule, and headers that keep it private.

    To add a kind of page: inherit from this, add a template in `templates/<app>/`, name its parents. If it
    has a rule of its own about who may see it, give it a queryset whose `for_public_display()` narrows the
    one here; lists, feeds, search, sitemap and the page itself then follow.

    `is_sheltered` pages may be read by somebody at risk: they carry the exit, and no copy stays in a browser.
    One `outlives_database` that rather comes an hour old than not at all: it shows no story.
    `may_show_pictures_of_stories` is for the one kind of page whose own gate decides about them. A page
    `goes_live_by_review` alone has no button to publish it: one is handed in, and somebody else decides.
    """

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("One or two plain sentences under the title."),
    )

    is_sheltered = goes_live_by_review = False
    outlives_database = False
    # Which of the search's filters finds it (`campaign_site.pages.search.kinds`).
    kind_in_search = "pages"
    may_show_pictures_of_stories = False
    # What is read of its versions in other languages: enough for a link.
    version_columns: tuple[str, ...] = ("pk", "url_path", "locale__language_code")
    _versions: list | None = None
    # Forms have views of their own: nothing is ever posted to a page.
    allowed_http_methods = ["GET", "HEAD", "OPTIONS"]
    base_form_class = DescribedPageForm

    objects = PageManager.from_queryset(BasePageQuerySet)()

    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("Address and search engines"),
        )
    ]
    settings_panels: list = []

    class Meta:
        abstract = True

    @property
    def name_in_mails(self) -> str:
        """What mails to the team call it: enough to find it, nothing of what it says."""
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def public_title(self) -> str:
        """What readers see in lists; a page whose title is for editors only overrides it."""
        return self.title

    @property
    def public_introduction(self) -> str:
        """What readers see of the introduction, wherever it stands; a page that does not show all overrides it."""
        return self.introduction

    def public_texts(self) -> list[str]:
        """What it says to its readers, text by text, without a query: a search shows some words of it."""
        return [text for text in (self.public_introduction, *texts_of(self)) if text]

    @property
    def breadcrumbs(self) -> tuple[Crumb, ...]:
        """The public pages between the home page and this one, from the top down; no query where none can be."""
        if not self.depth or self.depth <= HOME_DEPTH + 1:
            return ()
        return _public_down_to(self.path[: -self.steplen])

    def get_url_parts(self, request=None):
        """Put the public address of the site where Wagtail takes the host of its own site record."""
        parts = super().get_url_parts(request)
        return parts and (parts[0], settings.SITE_URL, parts[2])

    def is_for_public_display(self) -> bool:
        """The twin of `for_public_display()` for this one page, asked again whenever it is served."""
        return self.ask_whether_public() is not None

    def ask_whether_public(self):
        """Ask for the versions of this page that are public now; return what was read of this one, or None."""
        self._versions = public_versions(type(self))(key=self.translation_key)
        return next((version for version in self._versions if version.pk == self.pk), None)

    def save(self, *args, update_fields=None, **kwargs):
        """Save, and remember since when it says what it says (`translation_state.py`).

        Raises PictureNotDescribed where it would go live with a picture of which its language says nothing.
        """
        if self.live and update_fields is None:
            refuse_undescribed(self)
        super().save(*args, update_fields=update_fields, **kwargs)
        if update_fields is None or {field.name for field in translated_fields(type(self))} & set(update_fields):
            note_text(self)

    def save_revision(self, *args, **kwargs):
        """Save a version; of a translation, remember what its source said then."""
        revision = super().save_revision(*args, **kwargs)
        note_translated(self)
        return revision

    def clean(self):
        """Refuse the pictures of stories to every page but a story."""
        super().clean()
        if not self.may_show_pictures_of_stories:
            refuse_pictures_of_stories(self)

    def files_shown_now(self) -> Shown:
        """Return the files that this page shows its readers; a page that does not show all overrides it."""
        return with_captions(shown_by(self), self.locale.language_code)

    def route(self, request, path_components):
        """Refuse (404) this page itself unless the public may see it; children answer for themselves."""
        if path_components:
            return super().route(request, path_components)
        if not self.is_for_public_display():
            raise Http404
        return RouteResult(self)

    def get_context(self, request, *args, **kwargs):
        """Add `alternates`: the public versions of this page, one per language."""
        context = super().get_context(request, *args, **kwargs)
        if self._versions is None:
            self.ask_whether_public()
        # For this one rendering: the next asks anew.
        context["alternates"], self._versions = self._versions, None
        return context

    @property
    def preview_modes(self):
        """In which ways editors look at it before its readers do."""
        return previewing.modes(self)

    @property
    def preview_sizes(self):
        """On which widths they do."""
        return previewing.SIZES

    def get_preview_context(self, request, mode_name):
        """Add what `base.html` is told of the mode."""
        return super().get_preview_context(request, mode_name) | previewing.look(self, mode_name)

    def serve(self, request, *args, **kwargs):
        """Answer with the page, the same for everybody; sheltered pages leave no copy in the browser."""
        response = share(super().serve(request, *args, **kwargs), outlives_database=self.outlives_database)
        if self.is_sheltered:
            patch_cache_control(response, no_store=True)
        else:
            patch_cache_control(response, no_cache=True)
        return response


class StreamPage(BasePage):
    """A page whose content is a stream of the common blocks."""

    body = StreamField(CONTENT_BLOCKS, verbose_name=_("content"), blank=True)

    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True


class VideoPage(StreamPage):
    """A page of text that may show videos. Nobody at risk need read it: films stay in a telephone's memory."""

    body = StreamField(VIDEO_BLOCKS, verbose_name=_("content"), blank=True)

    class Meta:
        abstract = True


class FourEyesPage(VideoPage):
    """A page that goes live by the yes of somebody who did not write it (`four_eyes.py`), and by nothing else."""

    goes_live_by_review = True
    base_form_class = ApprovedPageForm

    class Meta:
        abstract = True

    @property
    def has_workflow(self) -> bool:
        """Always: there is no other way to go live."""
        return True

    def get_workflow(self):
        """Return the one workflow of such pages, whatever the admin's workflow settings say."""
        return four_eyes_workflow()

    def permissions_for_user(self, user):
        """Nobody, superusers included, publishes it: the approval does."""
        return FourEyesPermissionTester(user, self)

    def save(self, *args, **kwargs):
        """Save. Raises NotApproved or VideoNotShown rather than put live what nobody has approved or seen."""
        if self.live and not self._is_live_as_it_was():
            if not self._is_approved():
                raise NotApproved
            refuse_unshown_videos(self)
        super().save(*args, **kwargs)

    def _is_live_as_it_was(self) -> bool:
        return type(self).objects.filter(pk=self.pk, live=True, live_revision=self.live_revision_id).exists()

    def _is_approved(self) -> bool:
        return approvals(self.revisions.filter(pk=self.live_revision_id)).exists()


class FourEyesIndexPage(BasePage):
    """The list above such pages."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        """Nobody makes a live page, copy or alias below it."""
        return FourEyesIndexPermissionTester(user, self)


class HomePage(StreamPage):
    """The entrance in one language; the sections below the introduction come by rule from the apps."""

    template = "pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    max_count = 4

    class Meta:
        verbose_name = _("home page")

    def permissions_for_user(self, user):
        """Nobody deletes the entrance with all that lies below it."""
        return HomePagePermissionTester(user, self)


class ContentPage(KeepsAddress, VideoPage):
    """A page of text: about, privacy, and whatever editors need."""

    template = "pages/content.html"

    class Meta:
        verbose_name = _("content page")


class AtRiskPage(AtFixedAddress, StreamPage):
    """Who is at risk: beliefs and facts with their sources, and a self-check. Somebody at risk reads it."""

    body = StreamField(
        AT_RISK_BLOCKS,
        verbose_name=_("content"),
        blank=True,
        block_counts={"self_check": {"max_num": 1}},
    )

    template = "pages/at_risk.html"
    fixed_slug = "at-risk"
    is_sheltered = True

    class Meta:
        verbose_name = _("page on who is at risk")


class HelpPage(AtFixedAddress, StreamPage):
    """Where to find help: the helplines by country and by language, under a neutral title and address.

    There is no query: what somebody looked for would stand in the history of a shared telephone, and in a log.
    """

    template = "pages/help.html"
    fixed_slug = "help"
    is_sheltered = outlives_database = True
    search_fields = [*StreamPage.search_fields, index.SearchField("searched_words", boost=3)]

    class Meta:
        verbose_name = _("help page")

    def searched_words(self) -> list[str]:
        """What people type who look for help, countries among it."""
        return help.words(self.locale.language_code)

    def get_context(self, request, *args, **kwargs):
        """Add `helplines`, sorted by the name of their country in this language, and `spoken`, where which is."""
        context = super().get_context(request, *args, **kwargs)
        context["helplines"] = helplines = sorted(
            Helpline.objects.all(), key=lambda line: (sort_key(line.country_name), line.name)
        )
        context["spoken"] = spoken_languages(helplines)
        return context


class SafetyPage(AtFixedAddress, StreamPage):
    """How to browse safely: shared devices, history, what the exit does and does not do."""

    template = "pages/safety.html"
    fixed_slug = "safety"
    is_sheltered = outlives_database = True

    class Meta:
        verbose_name = _("safety page")


class SiteSetting(BaseSiteSetting):
    """Settings of the one site that there is, which readers' pages read without writing."""

    class Meta:
        abstract = True

    @classmethod
    def current(cls):
        """Return what is set, or the defaults; Wagtail's `for_request` would write a row for the first reader."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()


@register_setting(icon="site")
class CampaignSettings(SiteSetting):
    """Who stands behind the site and how to reach them."""

    contact_email = models.EmailField(_("contact"), blank=True)
    press_email = models.EmailField(_("press office"), blank=True)
    security_email = models.EmailField(_("reports of security holes"), blank=True)

    base_form_class = SettingsForm
    panels = [FieldPanel("contact_email"), FieldPanel("press_email"), FieldPanel("security_email")]

    class Meta:
        verbose_name = _("campaign")
