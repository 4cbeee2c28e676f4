"""Who added a file, and when: of what editors upload beside Wagtail's own pictures and documents."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Uploaded(models.Model):
    """What an editor has added. The file outlives their account."""

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["-created_at", "-pk"]
