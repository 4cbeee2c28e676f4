"""The rectangles of a picture that are to be covered, as numbers: drawing only fills these fields in."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from campaign_site.media.covering import MOST_AREAS, Area, Cover

SMALLEST = 0.5
SIDES = ("x", "y", "width", "height")


def _percent(label, least: float) -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal", "autocomplete": "off"})
    return forms.FloatField(label=label, min_value=least, max_value=100, required=False, widget=widget)


class AreaForm(forms.Form):
    """One rectangle in percent of the picture; empty for none."""

    x = _percent(_("From the left edge, %"), 0)
    y = _percent(_("From the upper edge, %"), 0)
    width = _percent(_("Width, %"), SMALLEST)
    height = _percent(_("Height, %"), SMALLEST)

    def clean(self):
        """Ask for all four numbers or none."""
        given = super().clean()
        known = [given.get(side) for side in SIDES]
        if not self.errors and any(side is not None for side in known) and None in known:
            raise ValidationError(_("Enter all four numbers, or leave all four empty."))
        return given

    @property
    def area(self) -> Area | None:
        """The rectangle, or None where nothing was entered or it is taken out."""
        known = [self.cleaned_data.get(side) for side in SIDES]
        return None if None in known or self.cleaned_data.get("DELETE") else Area(*known)

    @property
    def sides(self):
        """The four fields, for the template."""
        return [self[side] for side in SIDES]


class AreaFormSet(BaseFormSet):
    """All rectangles."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        """Name the box by what it does."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take this rectangle out")

    @property
    def areas(self) -> list[Area]:
        """Those that are to be covered; only once it is valid."""
        return [form.area for form in self.forms if form.area]


class HowForm(forms.Form):
    """How to cover; and which file was shown."""

    how = forms.ChoiceField(label=_("How to cover"), choices=Cover, widget=forms.RadioSelect, initial=Cover.FILL)
    shown = forms.CharField(widget=forms.HiddenInput)


_Areas = formset_factory(
    AreaForm,
    formset=AreaFormSet,
    extra=0,
    max_num=MOST_AREAS,
    absolute_max=MOST_AREAS,
    validate_max=True,
    can_delete=True,
)


def read_areas(data) -> AreaFormSet:
    """Return the rectangles that were sent."""
    return _Areas(data, prefix="area")


def offer_areas(areas: Iterable[Area], *, empty: int = 0) -> AreaFormSet:
    """Return fields with these rectangles in them, and so many empty ones."""
    offered = _Areas(
        prefix="area", initial=[{side: round(getattr(area, side), 1) for side in SIDES} for area in areas]
    )
    offered.extra = empty
    return offered
