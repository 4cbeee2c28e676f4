"""What a person agreed to, the wording they were shown, and what proves it."""

import hashlib
import uuid
from datetime import UTC
from functools import reduce
from operator import and_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stories.consent.access import LONGEST_REASON, SHORTEST_REASON
from stories.consent.choices import (
    NEVER_FOR_MINORS,
    Channel,
    Element,
    EvidenceKind,
    Method,
    Purpose,
    Status,
    Territory,
    labels,
)
from stories.consent.coverage import ConsentQuerySet
from stories.consent.fields import ChoiceSetField
from stories.consent.models.people import Contributor

LONGEST_YEARS = 3


class NoticeVersion(models.Model):
    """The exact wording that a person was shown. It never changes; new wording is a new version."""

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    body = models.TextField(_("wording"))
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "version", "language"], name="notice_version_once")]
        verbose_name = _("notice")

    def __str__(self):
        return f"{self.slug} v{self.version} ({self.language})"

    def save(self, *args, **kwargs):
        """Store the hash of the wording with it."""
        self.sha256 = hashlib.sha256(self.body.encode()).hexdigest()
        super().save(*args, **kwargs)


class Consent(models.Model):
    """One person's informed consent: what may be shown, where, what for, in which languages, until when.

    A change is a new row that supersedes this one. `valid_until` is at most three years after `given_at`
    (IOM Data Protection Principles; GDPR article 7). The defaults are the least.
    """

    record_id = models.UUIDField(_("number of the record"), unique=True, default=uuid.uuid4, editable=False)
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="consents", verbose_name=_("contributor")
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        editable=False,
        verbose_name=_("takes the place of"),
    )
    notice = models.ForeignKey(
        NoticeVersion, on_delete=models.PROTECT, related_name="consents", verbose_name=_("notice shown")
    )
    method = models.CharField(_("how it was given"), max_length=10, choices=Method, default=Method.WRITTEN)
    interpreter = models.CharField(
        _("interpreter"), max_length=60, blank=True, help_text=_("Function and number, never a name.")
    )
    witness = models.CharField(
        _("witness"), max_length=60, blank=True, help_text=_("Function and number, never a name.")
    )
    in_assistance = models.BooleanField(_("the person is receiving our assistance"), default=False)
    told_help_is_independent = models.BooleanField(
        _("the person was told that our help does not depend on this"), default=False
    )
    assistance_reason = models.CharField(
        _("why this counts during assistance"),
        max_length=LONGEST_REASON,
        blank=True,
        editable=False,
        help_text=_("Written by a second officer."),
    )
    assistance_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    purposes = ChoiceSetField(_("purposes"), choices=Purpose, default=frozenset({Purpose.AWARENESS}))
    channels = ChoiceSetField(_("channels"), choices=Channel, default=frozenset({Channel.SITE}))
    elements = ChoiceSetField(_("what of the person may be shown"), choices=Element, blank=True)
    territories = ChoiceSetField(
        _("territories"),
        choices=Territory,
        default=frozenset({Territory.WORLD}),
        help_text=_("A website is read everywhere: without “Everywhere” it cannot be used."),
    )
    languages = ChoiceSetField(_("languages"), choices=settings.LANGUAGES)
    compensation = models.CharField(
        _("what the person received for it"), max_length=120, blank=True, help_text=_("Empty: nothing.")
    )
    guardian_consented = models.BooleanField(_("a guardian consented"), default=False)
    child_assented = models.BooleanField(_("the child agreed"), default=False)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    cooling_off_until = models.DateTimeField(_("time to think again until"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"))
    review_on = models.DateField(_("ask the person again on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    status_at = models.DateTimeField(_("status since"), default=timezone.now, editable=False)
    # Whether the contributor was under 18 when asked: a constraint cannot look into another table.
    for_minor = models.BooleanField(default=False, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        permissions = [
            ("withdraw_consent", "Can withdraw a consent on behalf of the person"),
            ("export_consent", "Can take lists of consents and people out of the admin"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(languages=""), name="consent_names_languages"),
            models.CheckConstraint(condition=~Q(purposes=""), name="consent_names_purposes"),
            models.CheckConstraint(condition=~Q(channels=""), name="consent_names_channels"),
            models.CheckConstraint(condition=~Q(territories=""), name="consent_names_territories"),
            models.CheckConstraint(
                condition=~Q(channels__has=Channel.SITE) | Q(territories__has=Territory.WORLD),
                name="consent_site_is_read_everywhere",
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.ORAL) | ~Q(witness=""), name="consent_spoken_before_a_witness"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ACTIVE)
                | Q(in_assistance=False)
                | (
                    Q(told_help_is_independent=True, assistance_officer__isnull=False)
                    & ~Q(assistance_reason="")
                    & (Q(collected_by=None) | ~Q(assistance_officer=models.F("collected_by")))
                ),
                name="consent_in_assistance_needs_a_second_officer",
            ),
            models.CheckConstraint(
                condition=Q(assistance_reason="")
                | Q(GreaterThanOrEqual(Length(Trim("assistance_reason")), SHORTEST_REASON)),
                name="consent_assistance_reason_says_something",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("assistance_reason"), LONGEST_REASON)),
                name="consent_assistance_reason_is_short",
            ),
            models.CheckConstraint(
                condition=Q(for_minor=False)
                | (
                    Q(guardian_consented=True, child_assented=True)
                    & reduce(and_, (~Q(elements__has=element) for element in NEVER_FOR_MINORS))
                ),
                name="consent_protects_minors",
            ),
            *(
                models.UniqueConstraint(
                    fields=["contributor"],
                    condition=Q(status=Status.ACTIVE, purposes__has=purpose.value),
                    name=f"consent_one_active_for_{purpose.value}",
                )
                for purpose in Purpose
            ),
        ]

    def __str__(self):
        return f"Consent {self.pk}"

    def save(self, *args, **kwargs):
        """Note whether the person is under 18 as long as this is a draft."""
        if self.status == Status.DRAFT:
            self.for_minor = self.contributor.is_minor
        super().save(*args, **kwargs)

    def clean(self):
        """Say beside each field what the database would refuse."""
        errors = {}
        if self.given_at and self.given_at > timezone.now():
            errors["given_at"] = _("This lies in the future. Enter when the person agreed.")
        if self.given_at and self.valid_until:
            # The day as the database has it, wherever the clock of whoever types stands.
            given_on = self.given_at.astimezone(UTC).date()
            if self.valid_until > latest_end(given_on):
                errors["valid_until"] = _("Choose a day at most three years after the consent was given.")
            elif self.valid_until < given_on:
                errors["valid_until"] = _("Choose a day after the consent was given.")
        if self.method == Method.ORAL and not self.witness:
            errors["witness"] = _("Say who was there: function and number, no name.")
        if not self.told_help_is_independent and self.in_assistance:
            errors["told_help_is_independent"] = _("Tell the person first that our help does not depend on this.")
        if Channel.SITE in self.channels and Territory.WORLD not in self.territories:
            errors["territories"] = _("This website is read everywhere: choose “Everywhere”, or leave it out.")
        if self.contributor_id and self.contributor.is_minor:
            if forbidden := set(self.elements) & set(NEVER_FOR_MINORS):
                names = gettext(", ").join(labels(Element, forbidden))
                errors["elements"] = _("Never shown of a person under 18: %(names)s.") % {"names": names}
            if not (self.guardian_consented and self.child_assented):
                errors["guardian_consented"] = _(
                    "For a person under 18 both a guardian and the child must have agreed."
                )
        if errors:
            raise ValidationError(errors)


def latest_end(given_on):
    """Return the last day that a consent given on this day may be valid: three years later."""
    try:
        return given_on.replace(year=given_on.year + LONGEST_YEARS)
    except ValueError:  # 29 February
        return given_on.replace(year=given_on.year + LONGEST_YEARS, day=28)


class Evidence(models.Model):
    """What proves a consent: paper in a mission's safe, or a file sealed with the person's key.

    `file` is the random name of the sealed file, `size` and `sha256` are those of its plain bytes.
    """

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind, default=EvidenceKind.FORM)
    location = models.CharField(
        _("where it is kept"),
        max_length=120,
        blank=True,
        help_text=_("For example: mission safe, folder 12. No names."),
    )
    file = models.CharField(max_length=60, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        permissions = [("read_evidence", "Can open a file of evidence, with a reason")]
        constraints = [
            models.CheckConstraint(condition=~Q(location="") | ~Q(file=""), name="evidence_is_somewhere")
        ]

    def __str__(self):
        return f"Evidence {self.pk}"
