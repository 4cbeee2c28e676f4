"""Two people change one record: whoever saves second is told what the first one saved; nobody overwrites unseen.

A form carries what the record held when it was opened, as a digest. Whoever saves over something newer gets the
form back as it was typed, with what is stored now beside each field; saving again is then a decision. For pages,
which have versions, see `campaign_site/pages/edited_meanwhile.py`.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FIELD = "loaded_state"
# Forms that are open hold digests by it: it stays, wherever this module stands.
SALT = "campaign_site.delivery.edited_meanwhile"
MANY = (list, tuple, set, QuerySet)
MESSAGE = _(
    "Somebody else has saved this since you opened it. Nothing that you typed is lost, and it is not saved yet. "
    "Compare it with what is stored now; then save again."
)


class EditedMeanwhile(PermissionDenied):
    """Two saved at the same moment. Most of Wagtail's views answer this with the form as it was typed."""

    def __init__(self):
        super().__init__(str(MESSAGE))


def state_of(values: dict) -> str:
    """Return a digest of values as a form has them, by field; what they were cannot be read from it."""
    told = {
        name: sorted(map(_key, value)) if isinstance(value, MANY) else _key(value)
        for name, value in sorted(values.items())
    }
    return salted_hmac(SALT, repr(told)).hexdigest()[:32]


def _key(value) -> str:
    return "" if value is None else str(value.pk if isinstance(value, Model) else value)


class RefusesOldState:
    """For a form: it refuses what was typed over something older than what is stored now.

    `only_who_opened_it` may send it: without the field that it was shown with it is refused too.
    """

    only_who_opened_it = False

    def carry_state(self, saved_values: dict) -> None:
        """Add the hidden field. `saved_values`, by field, is what is stored now."""
        self.saved_values, self.saved_state = saved_values, state_of(saved_values)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self.saved_state)

    def clean(self):
        """Say what is stored now beside each field that holds something else. Once said, it may be saved over."""
        cleaned = super().clean()
        if FIELD not in self.fields:
            return cleaned
        self.cleaned_data.pop(FIELD, None)
        name = self.add_prefix(FIELD)
        unsaid = "" if self.only_who_opened_it else self.saved_state
        if self.data.get(name, unsaid) != self.saved_state:
            self.add_error(None, MESSAGE)
            for bound in self.visible_fields():
                self._say_what_is_stored(bound)
            self.data = self.data.copy()
            self.data[name] = self.saved_state
        return cleaned

    def _say_what_is_stored(self, bound) -> None:
        field = bound.field
        if bound.name not in self.saved_values or field.disabled or isinstance(field, forms.FileField):
            return
        stored = field.prepare_value(self.saved_values[bound.name])
        if field.has_changed(stored, bound.data):
            self.add_error(bound.name, _("Stored now: %(value)s") % {"value": _in_words(field, stored)})


def _in_words(field, stored) -> str:
    labels = {str(key): label for key, label in getattr(field, "choices", ())}
    many = stored if isinstance(stored, MANY) else [stored]
    shown = [str(labels.get(_key(item), item)) for item in many if item not in (None, "")]
    return gettext(", ").join(shown) or "–"


class OneAfterTheOther(RefusesOldState):
    """For the form that changes a record."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.carry_state(self._values_of(self.instance))

    def _values_of(self, instance) -> dict:
        return model_to_dict(instance, fields=[name for name in self.fields if name != FIELD])

    def save(self, commit=True):
        """Save. Raises EditedMeanwhile where somebody else did between the check and now."""
        if FIELD not in self.fields or not commit:
            return super().save(commit)
        with transaction.atomic():
            stored = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
            if state_of(self._values_of(stored)) != self.saved_state:
                raise EditedMeanwhile
            return super().save(commit)


class ChangedOneAfterTheOther:
    """For a viewset: its form for changing a record is one of the above."""

    def get_form_class(self, for_update=False):
        """Return Wagtail's form class, with the rule where something is changed."""
        form_class = super().get_form_class(for_update)
        if not for_update:
            return form_class
        return type(form_class)(form_class.__name__, (OneAfterTheOther, form_class), {})
