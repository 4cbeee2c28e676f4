"""A set of codes in one column, readable by constraints and triggers on both databases."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SEPARATOR = "|"


class ChoiceSetFormField(forms.MultipleChoiceField):
    """Check boxes that show what the set holds: Django's own take only a list for several values."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        """Return a set as a list of codes."""
        return sorted(value) if isinstance(value, (set, frozenset)) else value


class ChoiceSetField(models.CharField):
    """Holds a frozenset of codes out of `choices`, stored sorted and fenced: `|awareness|press|`.

    Ask with `field__has="press"`. One column instead of a table of rows keeps the rule within reach of
    check constraints, which cannot look into other tables.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("default", frozenset)
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, private_only=False):
        """Let `get_<name>_display` say the set in words: Django's own looks for one code."""
        super().contribute_to_class(cls, name, private_only)

        def display(instance) -> str:
            held = self.value_from_object(instance)
            return gettext(", ").join(str(label) for code, label in self.flatchoices if code in held)

        if not cls._meta.abstract:
            setattr(cls, f"get_{name}_display", display)

    def to_python(self, value):
        """Return a frozenset, whether given codes or the stored text."""
        if value is None:
            return frozenset()
        if isinstance(value, str):
            return frozenset(code for code in value.split(SEPARATOR) if code)
        return frozenset(value)

    def from_db_value(self, value, expression, connection):
        """Return the stored text as a frozenset."""
        return self.to_python(value)

    def get_prep_value(self, value):
        """Return the fenced text; the empty set is empty text."""
        codes = sorted(self.to_python(value))
        return f"{SEPARATOR}{SEPARATOR.join(codes)}{SEPARATOR}" if codes else ""

    def value_to_string(self, obj):
        """Serialise as the stored text."""
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        """Refuse codes that are not among the choices, and an empty set where one is needed."""
        unknown = set(value) - {code for code, _label in self.flatchoices}
        if unknown:
            raise ValidationError(_("Unknown choice: %(codes)s"), params={"codes": ", ".join(sorted(unknown))})
        if not value and not self.blank:
            raise ValidationError(_("Choose at least one."))

    def formfield(self, **kwargs):
        """Offer the choices as check boxes."""
        return ChoiceSetFormField(
            choices=self.flatchoices,
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=self.help_text,
            initial=kwargs.get("initial", self.get_default()),
        )


@ChoiceSetField.register_lookup
class Has(models.Lookup):
    """`field__has=code`: whether the set holds the code, which may be an expression."""

    lookup_name = "has"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        """Compare with LIKE, which both databases allow in constraints and partial indexes."""
        lhs, lhs_params = self.process_lhs(compiler, connection)
        if hasattr(self.rhs, "as_sql"):
            rhs, rhs_params = compiler.compile(self.rhs)
            return f"{lhs} LIKE '%%{SEPARATOR}' || {rhs} || '{SEPARATOR}%%'", [*lhs_params, *rhs_params]
        return f"{lhs} LIKE %s", [*lhs_params, f"%{SEPARATOR}{self.rhs}{SEPARATOR}%"]
