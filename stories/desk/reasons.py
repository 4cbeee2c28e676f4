"""The short forms of the officers' desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.consent.access import LONGEST_REASON, SHORTEST_REASON
from stories.consent.choices import EvidenceKind
from stories.consent.forms import within_limit


class ReasonForm(forms.Form):
    """Why somebody opens what identifies a person. The reason is kept in the audit trail."""

    reason = forms.CharField(
        label=_("Why do you need it?"),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        help_text=_("The reason is kept for ever, so write no name into it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AssistanceForm(forms.Form):
    """A second officer's word that a consent may count although the person receives our assistance."""

    reason = forms.CharField(
        label=_("Why may it count?"),
        min_length=SHORTEST_REASON,
        max_length=200,
        help_text=_("How do you know that the person does not fear to lose our help? Write no name."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EvidenceForm(forms.Form):
    """A file that proves a consent: sealed at once with the person's key."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EvidenceKind)
    file = forms.FileField(label=_("File"), allow_empty_file=False)

    def clean_file(self):
        """Refuse, before a byte is read, what is larger than may be stored."""
        return within_limit(self.cleaned_data["file"])
