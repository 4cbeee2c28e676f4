"""Why somebody opens what identifies a person: asked before a vault, a file of evidence or a wish is shown."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign_site.accounts.signing_in import second_factor_at
from stories.consent.access import LONGEST_REASON, SHORTEST_REASON, Access, Refused, on_one_line
from stories.consent.envelope import Unreadable
from stories.consent.keyring import KeyDestroyed

NO_NAME = _("The reason is kept for ever, so write no name into it.")


class ReasonField(forms.CharField):
    """A reason on one line, as long as the database wants it: spaces say nothing."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def __init__(self, *, help_text=NO_NAME, **kwargs):
        super().__init__(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, help_text=help_text, **kwargs)

    def to_python(self, value) -> str:
        """Return it as it is kept."""
        return on_one_line(super().to_python(value))


class ReasonForm(forms.Form):
    """The reason, which is kept in the audit trail; `plain` is what it opened."""

    reason = ReasonField(label=_("Why do you need it?"))
    plain: Any = None

    def opens(self, request, read: Callable[[Access], Any]) -> bool:
        """Whether `read(access)` gave plain text, now in `plain`. Else the form says what stands against it."""
        if not self.is_valid():
            return False
        try:
            self.plain = read(Access(request.user, second_factor_at(request), self.cleaned_data["reason"]))
        except Refused as refused:
            self.add_error(None, str(refused))
        except KeyDestroyed:
            self.add_error(None, _("The person's key is gone: nobody can read this."))
        except Unreadable:
            self.add_error(None, _("This was altered or is damaged. Tell whoever keeps the server."))
        return not self.errors
