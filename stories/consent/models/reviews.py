"""Judgements on one text in one language, the officers' and the person's own; and on one picture's file."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.consent.choices import STANDING, ApprovedBy, Outcome, ReviewRole, Seen
from stories.consent.models.consents import Consent


class RiskReview(models.Model):
    """One officer's judgement on exactly one text in one language. Never changed, never by the author."""

    translation_key = models.UUIDField()
    language = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=64, db_index=True)
    revision_id = models.BigIntegerField(null=True)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=ReviewRole)
    checklist_version = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reviewed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("risk review")
        constraints = [
            # A story needs one yes in each role: so the two are by different people.
            models.UniqueConstraint(
                fields=["translation_key", "language", "content_hash", "reviewer"],
                condition=Q(outcome=Outcome.POSITIVE),
                name="review_once_by_a_person",
            )
        ]

    def __str__(self):
        return f"Review {self.pk}"


class StoryApprovalQuerySet(models.QuerySet):
    """Approvals, and which of them still count."""

    def standing(self):
        """Given under a consent that is active or was replaced; none of the person's consents ended it since."""
        ended_since = Consent.objects.ending_a_yes().filter(
            contributor_id=OuterRef("consent__contributor_id"), status_at__gte=OuterRef("approved_at")
        )
        return self.filter(consent__status__in=STANDING).exclude(Exists(ended_since))


class StoryApproval(models.Model):
    """The person's yes to exactly this text in one language: by code, a guardian, or read back by an officer."""

    translation_key = models.UUIDField()
    language = models.CharField(max_length=10)
    content_hash = models.CharField(max_length=64, db_index=True)
    revision_id = models.BigIntegerField(null=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="approvals")
    by = models.CharField(max_length=10, choices=ApprovedBy)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)

    objects = StoryApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval")
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=ApprovedBy.READ_BACK) | Q(officer__isnull=False),
                name="approval_read_back_by_somebody",
            )
        ]

    def __str__(self):
        return f"Approval {self.pk}"


class PictureClearance(models.Model):
    """A protection officer's word on exactly one file of a picture; the last word on it counts.

    Never by who brought the file (`stories/picture_triggers.py`). The picture is named by its number alone: what
    was found stays when the picture goes.
    """

    picture_id = models.BigIntegerField()
    file_hash = models.CharField(max_length=40)
    seen = models.CharField(max_length=10, choices=Seen)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checklist_version = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("clearance of a picture")
        indexes = [models.Index(fields=["picture_id", "file_hash"], name="clearance_of_file")]
        constraints = [models.CheckConstraint(condition=~Q(file_hash=""), name="clearance_of_some_file")]

    def __str__(self):
        return f"Clearance {self.pk}"
