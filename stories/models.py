"""Survivors' stories and their list."""

import json
import re
from string import digits

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import Shown, add, nothing, shown_in, untouched
from campaign_site.pages.fixed_addresses import AtFixedAddress
from campaign_site.pages.models import BasePage
from campaign_site.pages.search.texts import texts_in
from stories.blocks import STORY_BLOCKS, covered_blocks
from stories.choices import AgeBand, Exploitation, Region, label
from stories.clearance import enough_for, uncleared_of
from stories.consent.choices import Element
from stories.consent.fields import ChoiceSetField
from stories.consent.models import Contributor
from stories.consent.sealing import lock
from stories.filters import StoryFilters
from stories.forms import StoryForm
from stories.identity.models import IdentityFinding, IdentityRun
from stories.listing import listed, shown
from stories.moderation import PersonsYesTask, StoryReviewTask
from stories.panels import IdentityPanel, PublicationPanel, ReadingPanel
from stories.permissions import StoryIndexPermissionTester, StoryPagePermissionTester
from stories.publication import (
    HASHED_COLUMNS,
    OF_ANOTHER,
    PublicationRefused,
    content_hash,
    covered_elements,
    may_publish,
)
from stories.querysets import StoryQuerySet
from stories.related import related_to
from stories.review_workflow import review_workflow
from stories.words import fill, has_tokens

__all__ = ["IdentityFinding", "IdentityRun", "PersonsYesTask", "StoryIndexPage", "StoryPage", "StoryReviewTask"]

SLUG_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 8
# One of digits only would be taken for a telephone number.
RANDOM_SLUG = re.compile(f"(?![0-9]+$)[{SLUG_ALPHABET}]{{{SLUG_LENGTH}}}")
# What Wagtail writes on a live page while its draft is edited: none of it is shown.
HOUSEKEEPING = frozenset(
    {
        "draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at", "live_revision",
        "locked", "locked_at", "locked_by", "go_live_at", "expire_at", "expired", "numchild", "owner",
        "wagtail_admin_comments",
    }
)  # fmt: skip


class StoryIndexPage(AtFixedAddress, BasePage):
    """The list of stories with its filters."""

    template = "stories/story_index.html"
    fixed_slug = "stories"
    subpage_types = ["stories.StoryPage"]
    is_sheltered = True
    PER_PAGE = 12

    class Meta:
        verbose_name = _("list of stories")

    def permissions_for_user(self, user):
        """Nobody publishes or copies stories from here."""
        return StoryIndexPermissionTester(user, self)

    def get_context(self, request, *args, **kwargs):
        """Add `stories` (a page of them), `filters`, `total`, `clear_url`, `without` and `elsewhere`.

        `without`: what remains without one of the filters, where nothing fits; `elsewhere`: other languages.
        """
        context = super().get_context(request, *args, **kwargs)
        others = dict(listed())
        filters = StoryFilters(others.pop(self.locale.language_code, []), request.GET)
        found = Paginator(filters.matching(), self.PER_PAGE).get_page(request.GET.get("page"))
        found.object_list = shown(found.object_list)
        context["stories"], context["total"] = found, found.paginator.count
        context["filters"], context["query_string"] = filters.groups(), filters.query()
        context["kept_query"] = filters.address(found.number)
        context["is_filtered"] = bool(filters.chosen)
        context["clear_url"] = self.get_url(request)
        context["without"] = filters.without() if filters.chosen and not context["total"] else []
        context["elsewhere"] = filters.elsewhere(others, self.slug)
        return context


def new_slug() -> str:
    """Return a random address: it tells nothing and never meant anything else."""
    letters = SLUG_ALPHABET.strip(digits)
    return get_random_string(1, letters) + get_random_string(SLUG_LENGTH - 1, SLUG_ALPHABET)


class StoryPage(BasePage):
    """One person's story in one language.

    `title` is the contributor's code, which is all that the admin's lists, logs and mails show. Templates for
    readers use what begins with `public_`: the texts with their tokens filled (`stories.words`). The consent that
    governs it is the contributor's active one, so that a narrowed consent counts at once, without touching the
    story. `live_content_hash` is what went live, and empty while nothing is.

    A page stays with the person it was made for: whoever chose the wrong one deletes the draft and begins anew.
    """

    template = "stories/story.html"
    parent_page_types = ["stories.StoryIndexPage"]
    subpage_types: list[str] = []
    is_sheltered = may_show_pictures_of_stories = goes_live_by_review = True
    kind_in_search = "stories"
    version_columns = (*BasePage.version_columns, "live_content_hash", "covered_elements")
    base_form_class = StoryForm
    # Whether the revision that it was read from does.
    names_another = False
    # The body for which `is_for_public_display()` was asked last, and its copy.
    _looked_into: tuple = (None, None)
    # Whether the person's own words may stand in it: where it is public as it stands, and where they hear it.
    opens_words = False

    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="stories", verbose_name=_("contributor")
    )
    headline = models.CharField(_("headline"), max_length=120)
    content_line = models.CharField(
        _("content"), max_length=160, help_text=_("One factual line, for example: Speaks of debt and threats.")
    )
    exploitation = models.CharField(_("form of exploitation"), max_length=20, choices=Exploitation)
    region = models.CharField(_("region"), max_length=20, choices=Region)
    age_band = models.CharField(_("age at the time"), max_length=10, choices=AgeBand)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    name_changed = models.BooleanField(_("the name was changed"), default=True)
    elements = ChoiceSetField(
        _("what of the person it shows"),
        choices=Element,
        blank=True,
        help_text=_(
            "Tick what text or pictures say outright: the whole story is hidden once the consent does not cover "
            "it. Better write [first_name], [legal_name], [age], [country], [city], [employer] or [dates], like "
            "this in every language: a protection officer enters the words, and readers see others in their place "
            "as soon as the person takes one back. Such words need no tick, nor does a picture marked as showing "
            "the face."
        ),
    )
    body = StreamField(STORY_BLOCKS, verbose_name=_("story"))
    live_content_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = PageManager.from_queryset(StoryQuerySet)()

    search_fields = [
        # Not the title: whoever holds a code must not find the person's story with it.
        *(one for one in BasePage.search_fields if (type(one), one.field_name) != (index.SearchField, "title")),
        index.SearchField("headline", boost=3),
        index.SearchField("searchable_words"),
    ]
    content_panels = [
        PublicationPanel(heading=_("May this be public?")),
        IdentityPanel(heading=_("Would it give somebody away?")),
        FieldPanel(
            "contributor",
            help_text=_(
                "A story stays with the person it was begun for. If this is the wrong person, delete the draft "
                "and begin anew."
            ),
        ),
        FieldPanel("headline"),
        FieldPanel("introduction"),
        FieldPanel("content_line"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("exploitation", "region", "age_band", "year")], heading=_("Filters")
        ),
        MultiFieldPanel([FieldPanel("elements"), FieldPanel("name_changed")], heading=_("What it shows")),
        ReadingPanel(heading=_("How it reads now")),
    ]
    promote_panels: list = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = [
            ("hide_story", "Can hide a story at once"),
            ("export_story", "Can take the list of stories out of the admin"),
        ]

    @classmethod
    def get_indexed_objects(cls):
        """Only what is live: a hidden story leaves no word in the search index."""
        return super().get_indexed_objects().filter(live=True)

    def get_exploitation_display(self) -> str:
        """Return the form of exploitation in words. Django's own puts all choices into words to find one."""
        return label(Exploitation, self.exploitation)

    def get_region_display(self) -> str:
        """Return the region in words."""
        return label(Region, self.region)

    def get_age_band_display(self) -> str:
        """Return the age at the time in words."""
        return label(AgeBand, self.age_band)

    @cached_property
    def covered_elements(self) -> frozenset[str]:
        """What of the person may be shown now; lists of public stories bring it along."""
        return covered_elements(self)

    @property
    def public_title(self) -> str:
        """What readers see in lists: the headline, never the code."""
        return fill(self.headline, self)

    @property
    def public_introduction(self) -> str:
        """The introduction as readers see it."""
        return fill(self.introduction, self)

    @property
    def public_content_line(self) -> str:
        """The line about the content as readers see it."""
        return fill(self.content_line, self)

    @property
    def name_in_mails(self) -> str:
        """The person's code."""
        return self.contributor.code

    @property
    def public_body(self) -> list:
        """The blocks that may be shown now, with their tokens: render them inside `{% filter words:page %}`."""
        body, copy = self._looked_into
        return covered_blocks(copy if body is self.body else self.body, self.covered_elements)

    def public_texts(self) -> list[str]:
        """What readers see of its texts, none if it is not as approved; not the captions of pictures."""
        if not self._is_as_approved():
            return []
        texts = [fill(text, self) for text in texts_in(self, "body", leave_out=("picture",))]
        return [text for text in (self.public_introduction, self.public_content_line, *texts) if text]

    def searchable_words(self) -> list[str]:
        """What can be read in the body: a picture that is not shown is not found by its caption either."""
        return [words for block in self.public_body for words in block.block.get_searchable_content(block.value)]

    def _is_as_approved(self) -> bool:
        # Asked first: looking into blocks changes how they are stored, and so the hash.
        return content_hash(self) == self.live_content_hash

    def files_shown_now(self) -> Shown:
        """Return the files in its covered blocks, of pictures those cleared; none if it is not as approved."""
        shown, blocks = nothing(), self.public_body if self._is_as_approved() else []
        for block in blocks:
            add(shown, shown_in(block.block, block.value))
        shown[CampaignImage] -= {picture.pk for picture in uncleared_of(enough_for(blocks))}
        return shown

    @property
    def artwork_code(self) -> str:
        """What the artwork is drawn from: random and public already."""
        return self.slug

    @property
    def has_workflow(self) -> bool:
        """Always: a story goes live through its review or not at all."""
        return True

    def get_workflow(self):
        """Return the review, whatever the admin's workflow settings say."""
        return review_workflow()

    def permissions_for_user(self, user):
        """Nobody, superusers included, publishes or copies a story: the end of the review does."""
        return StoryPagePermissionTester(user, self)

    def save(self, *args, update_fields=None, **kwargs):
        """Save. Raises PublicationRefused rather than leave a story live that may not be, whatever `clean=`."""
        self._take_title_and_address()
        with transaction.atomic():
            if update_fields is None or not set(update_fields) <= HOUSEKEEPING:
                if self.live:
                    self._pass_the_gate()
                self._stay_with_the_person()
            if not self.live:
                self.live_content_hash = ""
            super().save(*args, update_fields=update_fields, **kwargs)

    def save_revision(self, *args, **kwargs):
        """Save a version. Raises ValidationError when it names another person, whatever `clean=`."""
        self._stay_with_the_person()
        return super().save_revision(*args, **kwargs)

    def clean(self):
        """Say in the form that the person of a page is not changed; a preview needs title and address already."""
        if self.contributor_id:
            self._take_title_and_address()
        super().clean()
        self._stay_with_the_person()

    def with_content_json(self, content):
        """Return the story as a revision has it, of the page's own person, and whether it names another."""
        story = super().with_content_json(content)
        story.names_another = story.contributor_id != self.contributor_id
        story.contributor_id = self.contributor_id
        return story

    def is_of_another(self) -> bool:
        """Whether it names another person than its page, as it stands or in the revision that it was read from."""
        pages = StoryPage.objects.filter(pk=self.pk)
        return self.names_another or pages.exclude(contributor=self.contributor_id).exists()

    def _take_title_and_address(self) -> None:
        # Always the code, and always random, whoever typed what.
        self.title = self.draft_title = self.contributor.code
        if not RANDOM_SLUG.fullmatch(self.slug):
            self.slug = new_slug()

    def _stay_with_the_person(self) -> None:
        if self.pk and self.contributor_id and self.is_of_another():
            raise ValidationError(OF_ANOTHER)

    def _pass_the_gate(self) -> None:
        # Nobody changes the person's words or consent from here to the end of the transaction.
        self.contributor = lock(self.contributor)
        if reasons := may_publish(self):
            raise PublicationRefused(reasons)
        self.live_content_hash = content_hash(self)
        # Before the page is live: the database asks at each statement for the approval of this hash. Together with
        # the words: those that change alone lose the hash.
        together = {name: getattr(self, name) for name in HASHED_COLUMNS}
        StoryPage.objects.filter(pk=self.pk).update(live_content_hash=self.live_content_hash, **together)

    def is_for_public_display(self) -> bool:
        """Ask the consent again, and whether what would be shown is what was approved and reviewed."""
        shown = self.ask_whether_public()
        if shown is None:
            return False
        self.covered_elements, body = shown.covered_elements, untouched(self.body)
        if has_tokens(self, json.dumps(self.body.get_prep_value())):
            self.contributor = Contributor.objects.prefetch_related("slots").get(pk=self.contributor_id)
        self.opens_words = content_hash(self, body) == shown.live_content_hash
        # Readers are shown the copy that was looked into for it, so that its pictures are fetched once.
        self._looked_into = self.body, body
        return self.opens_words

    def serve_preview(self, request, mode_name):
        """Answer a preview, in which the person's own words stand only if exactly this text is public."""
        self.is_for_public_display()
        return super().serve_preview(request, mode_name)

    def get_context(self, request, *args, **kwargs):
        """Add `related`, the stories beside it."""
        return super().get_context(request, *args, **kwargs) | {"related": related_to(self)}
