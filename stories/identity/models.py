"""What the identity check found, by kind and place; never the words themselves."""

from django.apps import apps
from django.conf import settings
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from stories.consent.access import LONGEST_REASON, SHORTEST_REASON
from stories.identity import places
from stories.identity.choices import FindingKind


class IdentityFindingQuerySet(models.QuerySet):
    """Findings, and which of them stand against a text."""

    def open(self):
        """Those on which nobody has decided yet."""
        return self.filter(resolved_at=None)

    def in_text(self, page_id, content_hash):
        """Those in exactly this text of a page, as it is public or as it was last saved."""
        either = Q(live_hash=content_hash) | Q(draft_hash=content_hash)
        return self.filter(either, page_id=page_id)

    def hiding(self):
        """Those that hide the live text of the story of the outer query until somebody has decided.

        Not the words of another person: one name in one vault would hide every story that has it by chance.
        """
        found = self.open().in_text(OuterRef("pk"), OuterRef("live_content_hash"))
        return found.filter(is_shown=True, of_another=False)


class IdentityFinding(models.Model):
    """One place in which something would give somebody away. It stays when it is resolved, to be known again.

    `model` and `key` name the record it stands in, `page` the page if it is one. `live_hash` and `draft_hash` are
    the content hashes of the story's texts that hold it: public, and last saved; of other records they are "live"
    and "draft". `fingerprint` is keyed, over record, part, kind and words (`findings.fingerprints`).
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, null=True, related_name="+")
    model = models.CharField(_("record"), max_length=80)
    key = models.CharField(max_length=40)
    place = models.CharField(_("place"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=FindingKind)
    of_another = models.BooleanField(_("of somebody else"), default=False)
    is_shown = models.BooleanField(_("readers see it"), default=True)
    live_hash = models.CharField(max_length=64, blank=True)
    draft_hash = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64, unique=True)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("decided"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(
        _("reason"), max_length=LONGEST_REASON, blank=True, validators=[MinLengthValidator(SHORTEST_REASON)]
    )

    objects = IdentityFindingQuerySet.as_manager()

    class Meta:
        default_permissions = ("view",)
        permissions = [("resolve_identityfinding", "Can decide on what the identity check found")]
        ordering = [F("resolved_at").asc(nulls_first=True), "-found_at", "-pk"]
        verbose_name = _("finding of the identity check")
        verbose_name_plural = _("findings of the identity check")
        indexes = [
            models.Index(fields=["page"], condition=Q(resolved_at=None), name="finding_open"),
            models.Index(fields=["model", "key"], name="finding_record"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None) | ~Q(reason=""), name="finding_resolved_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"Finding {self.pk}"

    @property
    def place_name(self) -> str:
        """The place in words."""
        return places.place_name(self.model, self.place)

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return places.kind_name(self.kind, self.of_another)

    @property
    def told_kind(self) -> str:
        """The kind in words for whoever is no protection officer."""
        return places.told_kind(self.kind, self.of_another)

    @property
    def where(self) -> str:
        """The record in words: a story by its code, anything else by kind and number."""
        name = capfirst(str(apps.get_model(self.model)._meta.verbose_name))
        if self.page is None:
            return f"{name} {self.key}"
        about = self.page.title if self.model == "stories.storypage" else self.key
        return f"{name} {about} ({self.page.locale.language_code})"

    @property
    def edit_url(self) -> str | None:
        """Where the text is changed."""
        if self.page_id:
            return reverse("wagtailadmin_pages:edit", args=[self.page_id])
        return AdminURLFinder().get_edit_url(apps.get_model(self.model)(pk=self.key))


class IdentityRun(models.Model):
    """The look at everything on one day (UTC). It goes on after `model` and `key`, which were looked at last."""

    day = models.DateField(unique=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    busy_until = models.DateTimeField(null=True)
    model = models.CharField(max_length=80, blank=True)
    key = models.PositiveBigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["-pk"]

    def __str__(self):
        return f"Identity check {self.pk}"
