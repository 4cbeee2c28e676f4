"""What officers type into a vault: one form for each part, from and to the shapes of `stories.consent.shapes`."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.admin.edited_meanwhile import FIELD, RefusesOldState
from stories.consent.access import SignInTooOld
from stories.consent.choices import MatchKind, VaultPartName
from stories.consent.shapes import LONGEST_TEXT, MOST_ENTRIES


class LinesField(forms.CharField):
    """Several entries, one a line; empty lines are left out."""

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false", "dir": "auto"})

    def prepare_value(self, value):
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        """Return the entries. Raises ValidationError for one that is too long, or for too many."""
        entries = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(entries) > MOST_ENTRIES:
            raise forms.ValidationError(_("Enter at most %(most)s lines.") % {"most": MOST_ENTRIES})
        if any(len(entry) > LONGEST_TEXT for entry in entries):
            raise forms.ValidationError(_("A line holds at most %(most)s characters.") % {"most": LONGEST_TEXT})
        return entries


class VaultForm(RefusesOldState, forms.Form):
    """One part of a vault, from and to the shape that the vault keeps.

    `changed_at` is when it was last sealed; `is_fresh` says whether whoever types has just proved who they are.
    """

    only_who_opened_it = True

    def __init__(self, *args, changed_at: datetime | None, is_fresh: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.carry_state({"changed_at": changed_at})
        self.is_fresh = is_fresh

    def clean(self):
        """Let nobody save over what was sealed meanwhile, by sending it twice, who did not prove who they are."""
        sent = self.data.get(FIELD, "")
        cleaned = super().clean()
        if self.data.get(FIELD, "") != sent and not self.is_fresh:
            self.data[FIELD] = sent
            self.add_error(None, str(SignInTooOld()))
        return cleaned

    @classmethod
    def initial_of(cls, data: Any) -> dict:
        """Return the form's initial values for stored data, or for None."""
        raise NotImplementedError

    def data_for_vault(self) -> Any:
        """Return the cleaned content in its shape."""
        raise NotImplementedError


class NamesForm(VaultForm):
    """Legal names."""

    names = LinesField(label=_("Legal names"), required=False, help_text=_("One name a line, in every spelling."))

    @classmethod
    def initial_of(cls, data):
        """A list of names."""
        return {"names": data or []}

    def data_for_vault(self):
        """A list of names."""
        return self.cleaned_data["names"]


class ContactForm(VaultForm):
    """How to reach the person, and when it is safe."""

    how = forms.CharField(label=_("How"), max_length=LONGEST_TEXT, required=False)
    number_or_address = forms.CharField(label=_("Number or address"), max_length=LONGEST_TEXT, required=False)
    safe_times = forms.CharField(label=_("When it is safe"), max_length=LONGEST_TEXT, required=False)
    rule = forms.CharField(
        label=_("What to say, and what never to say"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def initial_of(cls, data):
        """The four texts."""
        return dict(data or {})

    def data_for_vault(self):
        """The four texts."""
        return dict(self.cleaned_data)


class MatchTermsForm(VaultForm):
    """What would give the person away, by kind."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in MatchKind:
            self.fields[kind.value] = LinesField(
                label=str(kind.label).capitalize(), required=False, help_text=_("One a line, in every spelling.")
            )

    @classmethod
    def initial_of(cls, data):
        """The values of each kind."""
        found: dict[str, list[str]] = {}
        for term in data or []:
            found.setdefault(term["kind"], []).append(term["value"])
        return found

    def data_for_vault(self):
        """A list of {kind, value}."""
        return [{"kind": kind, "value": value} for kind, values in self.cleaned_data.items() for value in values]


VAULT_FORMS: dict[str, type[VaultForm]] = {
    VaultPartName.NAMES.value: NamesForm,
    VaultPartName.CONTACT.value: ContactForm,
    VaultPartName.MATCH_TERMS.value: MatchTermsForm,
}
