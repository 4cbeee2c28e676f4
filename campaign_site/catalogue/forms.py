"""The form of the catalogue: one field of each kind that public forms have. Nothing is ever sent with it."""

from django import forms

from campaign_site.delivery.forms.guarded_form import GuardedForm

RHYTHMS = [("once", "Once"), ("monthly", "Every month, until you end it"), ("parts", "In parts")]


class SpecimenForm(GuardedForm):
    """One field of each kind."""

    amount = forms.CharField(
        label="Amount",
        help_text="With or without decimals, for example 50 or 12.50.",
        error_messages={"required": "Enter an amount."},
    )
    name = forms.CharField(label="Name", required=False)
    country = forms.ChoiceField(label="Country", choices=[("", "Choose"), ("KE", "Kenya"), ("NP", "Nepal")])
    rhythm = forms.ChoiceField(
        label="How often",
        choices=RHYTHMS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often."},
    )
    message = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 4}))
    show_name = forms.BooleanField(
        label="You may show my name in public",
        required=False,
        help_text="Without this your pledge stays anonymous.",
    )
    agreed = forms.BooleanField(label="I have read it", error_messages={"required": "Tick the box to go on."})


def specimen_form(*, wrong: bool = False) -> SpecimenForm:
    """Return the form, empty or as it comes back with mistakes."""
    return SpecimenForm({}, prefix="wrong") if wrong else SpecimenForm()
