"""Recording a consent: what the person agreed to and what proves it, in one step."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from stories.consent import lifecycle
from stories.consent.choices import ContributorStatus, EvidenceKind
from stories.consent.models import Consent

ANOTHER_COUNTS = _("An active consent of this person covers this purpose already. Withdraw it first.")


def within_limit(file):
    """Return the upload, or None. Raises ValidationError for one above EVIDENCE_MAX_BYTES, unread."""
    if file and file.size > settings.EVIDENCE_MAX_BYTES:
        most = settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
        raise forms.ValidationError(_("This file is larger than %(most)s MB.") % {"most": most})
    return file


class ConsentForm(WagtailAdminModelForm):
    """Saves a new consent as given, with its evidence, and lets it count.

    During our assistance it does not count yet: `lifecycle.allow_during_assistance` is a second officer's step.
    """

    evidence_kind = forms.ChoiceField(label=_("Evidence"), choices=EvidenceKind)
    evidence_file = forms.FileField(
        label=_("File"), required=False, help_text=_("Sealed with the person's key before it is stored.")
    )
    evidence_location = forms.CharField(
        label=_("Where the evidence is kept"),
        max_length=120,
        required=False,
        help_text=_("For example: mission safe, folder 12. No names. Not needed with a file."),
    )

    class Meta:
        model = Consent
        fields = (
            "contributor", "notice", "method", "interpreter", "witness", "in_assistance",
            "told_help_is_independent", "purposes", "channels", "elements", "territories", "languages",
            "guardian_consented", "child_assented", "compensation", "given_at", "cooling_off_until", "review_on",
            "valid_until",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = self.fields["contributor"]
        people.queryset = people.queryset.filter(status=ContributorStatus.ACTIVE)

    def save(self, commit=True):
        """Give and activate in one transaction; the database refuses a second active consent."""
        data = self.cleaned_data
        with transaction.atomic():
            consent = lifecycle.give(
                self.instance,
                evidence_kind=data["evidence_kind"],
                evidence_location=data["evidence_location"],
                evidence_file=data["evidence_file"],
                actor=self.for_user,
            )
            return consent if consent.in_assistance else lifecycle.activate(consent, self.for_user)

    def clean(self):
        """Say that another consent counts already, rather than let the database say it."""
        cleaned = super().clean()
        if lifecycle.taken_purposes(cleaned.get("contributor"), cleaned.get("purposes", ())):
            self.add_error("contributor", ANOTHER_COUNTS)
        if not cleaned.get("evidence_file") and not cleaned.get("evidence_location"):
            self.add_error("evidence_location", _("Add the file, or say where the paper is kept."))
        return cleaned

    def clean_evidence_file(self):
        """Refuse, before a byte is read, what is larger than may be stored."""
        return within_limit(self.cleaned_data["evidence_file"])
