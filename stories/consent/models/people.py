"""The people who lend their stories: a code for everybody, and what only the vault knows."""

import secrets
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stories.consent.choices import SHOWN_AS_WORDS, ContributorStatus, Element, Status, VaultPartName

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Return a random code such as AV-7K2M, by which editors speak of a person."""
    return "AV-" + "".join(secrets.choice(CODE_ALPHABET) for _position in range(4))


class Contributor(models.Model):
    """A person who lends their story. Known here by a random code and a pseudonym only.

    The person's data key lies outside the database, in the keyring, under `uid` (see `keyring.py`).
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    display_name = models.CharField(
        _("name in the story"),
        max_length=60,
        blank=True,
        help_text=_("A changed name that the person agreed to."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    is_minor = models.BooleanField(_("under 18"), default=False)
    status = models.CharField(
        _("status"), max_length=8, choices=ContributorStatus, default=ContributorStatus.ACTIVE, editable=False
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        permissions = [("read_vault", "Can open a person's vault, with a reason")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=ContributorStatus.ERASED) | Q(display_name=""),
                name="contributor_erased_nameless",
            )
        ]

    def __str__(self):
        return self.code

    def clean(self):
        """Ask for a pseudonym; refuse to change the age while a consent rests on it, as the database does."""
        if not self.display_name and self.status == ContributorStatus.ACTIVE:
            raise ValidationError({"display_name": _("Enter the changed name that the person agreed to.")})
        before = Contributor.objects.filter(pk=self.pk).values_list("is_minor", flat=True).first()
        if before not in (None, self.is_minor) and self.consents.exclude(status=Status.DRAFT).exists():
            raise ValidationError(
                {"is_minor": _("A consent was recorded with this. Withdraw it, then add the person anew.")}
            )


class VaultPart(models.Model):
    """One part of what may identify the person, encrypted with their own key. Read through `vault.py` only."""

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="vault_parts")
    part = models.CharField(max_length=12, choices=VaultPartName)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["contributor", "part"], name="vault_part_once")]

    def __str__(self):
        return f"Vault part {self.pk}"


class Slot(models.Model):
    """What stands in a story's text where it says `[city]`, in one language.

    `sealed` is shown while the consent covers the element, `otherwise` at all other times; it tells nobody
    who the person is: "a town in the north".
    """

    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="slots")
    element = models.CharField(_("element"), max_length=12, choices=Element)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    sealed = models.BinaryField(null=True)
    otherwise = models.CharField(
        _("otherwise"), max_length=80, help_text=_("What readers see where the consent does not cover it.")
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["contributor", "element", "language"], name="slot_once"),
            models.CheckConstraint(condition=~Q(otherwise=""), name="slot_has_other_words"),
            models.CheckConstraint(condition=Q(element__in=SHOWN_AS_WORDS), name="slot_is_shown_as_words"),
        ]

    def __str__(self):
        return f"Slot {self.pk}"
