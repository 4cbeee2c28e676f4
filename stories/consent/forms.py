"""Recording a consent: what the person agreed to and what proves it, in one step."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from stories.consent import lifecycle
from stories.consent.choices import EvidenceKind, Status
from stories.consent.models import Consent


class ConsentForm(WagtailAdminModelForm):
    """Saves a new consent as given, with its evidence, and lets it count."""

    evidence_kind = forms.ChoiceField(label=_("Evidence"), choices=EvidenceKind)
    evidence_location = forms.CharField(
        label=_("Where the evidence is kept"),
        max_length=120,
        help_text=_("For example: mission safe, folder 12. No names."),
    )

    class Meta:
        model = Consent
        fields = (
            "contributor", "notice", "method", "purposes", "channels", "elements", "languages",
            "guardian_consented", "child_assented", "given_at", "cooling_off_until", "valid_until",
        )  # fmt: skip

    def save(self, commit=True):
        """Give and activate in one transaction; the database refuses a second active consent."""
        data = self.cleaned_data
        with transaction.atomic():
            consent = lifecycle.give(
                self.instance,
                evidence_kind=data["evidence_kind"],
                evidence_location=data["evidence_location"],
                actor=self.for_user,
            )
            return lifecycle.activate(consent, self.for_user)

    def clean(self):
        """Say that another consent counts already, rather than let the database say it."""
        cleaned = super().clean()
        contributor = cleaned.get("contributor")
        active = Consent.objects.filter(contributor=contributor, status=Status.ACTIVE)
        taken = set().union(*active.values_list("purposes", flat=True)) & set(cleaned.get("purposes", ()))
        if taken:
            self.add_error(
                "contributor",
                _("An active consent of this person covers this purpose already. Withdraw it first."),
            )
        return cleaned
