"""The person's private access code, and the wish to be called."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stories.consent.models.people import Contributor


class AccessCode(models.Model):
    """Sixteen digits, shown once. The first six find the row; of the other ten only a sealed Argon2 hash is kept.

    The hash is sealed with the person's key: a stolen database gives nothing to guess against.
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="access_codes")
    locator = models.CharField(max_length=6, unique=True)
    verifier = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        permissions = [("issue_code", "Can issue and revoke a person's private code")]
        constraints = [
            models.UniqueConstraint(
                fields=["contributor"], condition=Q(revoked_at=None), name="access_code_one_in_force"
            )
        ]

    def __str__(self):
        return f"Code {self.pk}"


class CallRequest(models.Model):
    """A person asks to be called. When it is safe is sealed with their key."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="call_requests")
    sealed = models.BinaryField()
    asked_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ("view", "change")
        verbose_name = _("wish to be called")
        verbose_name_plural = _("wishes to be called")

    def __str__(self):
        return f"Call {self.pk}"
