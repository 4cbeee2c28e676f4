"""Consent records: plain models, so that nothing of a person is copied into a page's revisions.

What the database itself enforces beyond the constraints here stands in `triggers.py`.
"""

import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.consent.choices import (
    NEVER_FOR_MINORS,
    Channel,
    Element,
    EvidenceKind,
    Method,
    Outcome,
    Purpose,
    Status,
)
from stories.consent.fields import ChoiceSetField

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONGEST_YEARS = 3


def new_code() -> str:
    """Return a random code such as AV-7K2M, by which editors speak of a person."""
    return "AV-" + "".join(secrets.choice(CODE_ALPHABET) for _position in range(4))


class Contributor(models.Model):
    """A person who lends their story. Known here by a random code and a pseudonym only."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    display_name = models.CharField(
        _("name in the story"), max_length=60, help_text=_("A changed name that the person agreed to.")
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_minor = models.BooleanField(_("under 18"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")

    def __str__(self):
        return self.code

    def clean(self):
        """Refuse to change the age while a consent rests on it; the database refuses too."""
        before = Contributor.objects.filter(pk=self.pk).values_list("is_minor", flat=True).first()
        if before not in (None, self.is_minor) and self.consents.exclude(status=Status.DRAFT).exists():
            raise ValidationError(
                {"is_minor": _("A consent was recorded with this. Withdraw it, then add the person anew.")}
            )


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


class ConsentQuerySet(models.QuerySet):
    """Consents, and the question whether one covers a story."""

    def in_force(self, now=None):
        """Active, in date, and the time for thinking again is over."""
        now = now or timezone.now()
        return self.filter(
            Q(cooling_off_until=None) | Q(cooling_off_until__lte=now),
            status=Status.ACTIVE,
            valid_until__gte=now.date(),
        )

    def for_site(self):
        """Given for telling the public on this website."""
        return self.filter(purposes__has=Purpose.AWARENESS, channels__has=Channel.SITE)


class Consent(models.Model):
    """One person's informed consent: what may be shown, where, what for, in which languages, until when.

    A change is a new row that supersedes this one. `valid_until` is at most three years after `given_at`
    (IOM Data Protection Principles; GDPR article 7). The defaults are the least.
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="consents")
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False
    )
    notice = models.ForeignKey(
        NoticeVersion, on_delete=models.PROTECT, related_name="consents", verbose_name=_("notice shown")
    )
    method = models.CharField(_("how it was given"), max_length=10, choices=Method, default=Method.WRITTEN)
    purposes = ChoiceSetField(_("purposes"), choices=Purpose, default=frozenset({Purpose.AWARENESS}))
    channels = ChoiceSetField(_("channels"), choices=Channel, default=frozenset({Channel.SITE}))
    elements = ChoiceSetField(_("what of the person may be shown"), choices=Element, blank=True)
    languages = ChoiceSetField(_("languages"), choices=settings.LANGUAGES)
    guardian_consented = models.BooleanField(_("a guardian consented"), default=False)
    child_assented = models.BooleanField(_("the child agreed"), default=False)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    collected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    cooling_off_until = models.DateTimeField(_("time to think again until"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"))
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    status_at = models.DateTimeField(default=timezone.now, editable=False)
    # Whether the contributor was under 18 when asked: a constraint cannot look into another table.
    for_minor = models.BooleanField(default=False, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        permissions = [("withdraw_consent", "Can withdraw a consent on behalf of the person")]
        constraints = [
            models.CheckConstraint(condition=~Q(languages=""), name="consent_names_languages"),
            models.CheckConstraint(condition=~Q(purposes=""), name="consent_names_purposes"),
            models.CheckConstraint(condition=~Q(channels=""), name="consent_names_channels"),
            models.CheckConstraint(
                condition=Q(for_minor=False)
                | (
                    Q(guardian_consented=True, child_assented=True)
                    & ~Q(elements__has=Element.LEGAL_NAME)
                    & ~Q(elements__has=Element.FACE)
                    & ~Q(elements__has=Element.VOICE)
                    & ~Q(elements__has=Element.CITY)
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
            if self.valid_until > latest_end(self.given_at.date()):
                errors["valid_until"] = _("Choose a day at most three years after the consent was given.")
            elif self.valid_until < self.given_at.date():
                errors["valid_until"] = _("Choose a day after the consent was given.")
        if self.contributor_id and self.contributor.is_minor:
            if forbidden := set(self.elements) & set(NEVER_FOR_MINORS):
                names = ", ".join(str(Element(code).label) for code in sorted(forbidden))
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
    """What proves a consent, and where it is kept. The file itself stays with the mission."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=12, choices=EvidenceKind, default=EvidenceKind.FORM)
    location = models.CharField(
        _("where it is kept"), max_length=120, help_text=_("For example: mission safe, folder 12. No names.")
    )
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")

    def __str__(self):
        return f"Evidence {self.pk}"


class RiskReview(models.Model):
    """One officer's judgement on exactly one text in one language. Never changed, never by the author."""

    translation_key = models.UUIDField()
    language = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=64, db_index=True)
    revision_id = models.BigIntegerField(null=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("risk review")

    def __str__(self):
        return f"Review {self.pk}"


class AuditEvent(models.Model):
    """What was done, by whom, in one sentence without any identity. Rows are added, never changed.

    Each row's hash covers the row before: see `audit.py`.
    """

    sequence = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40, help_text="User and number, or the part of the system.")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        verbose_name = _("audit event")

    def __str__(self):
        return f"{self.sequence} {self.kind}"


class AuditHead(models.Model):
    """The end of the chain: one row, locked while an event is added, so that numbers have no gap."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self):
        return str(self.sequence)
