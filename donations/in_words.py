"""What officers read in the admin: amounts as people write them, a dash where there is nothing."""

from datetime import UTC, date, datetime, time

from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import InspectView

from donations.money import Money
from donations.written import written, written_in_text

NOTHING = "–"


def day_or_time(at: datetime) -> date:
    """Return the day (UTC) of what is known by its day only, as from a bank: its time is that day's beginning."""
    utc = at.astimezone(UTC)
    return utc.date() if utc.time() == time() else at


def in_words(value):
    """Return what a person reads in place of `value`."""
    if isinstance(value, Money):
        return written_in_text(value)
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


class AmountColumn(Column):
    """A column of amounts, written for the reader, each kept in its own direction."""

    cell_template_name = "donations/desk/parts/amount_cell.html"

    def get_value(self, instance):
        """Return the amount as it is written; text is taken as it is."""
        value = super().get_value(instance)
        return written(value) if isinstance(value, Money) else value


class InWords(InspectView):
    """One row, in words. `labels` names what the model has no name for."""

    labels: dict = {}

    def get_field_label(self, field_name, field):
        """Return the label of a value."""
        return self.labels.get(field_name) or super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name, field):
        """Return the value as it is read."""
        return in_words(super().get_field_display_value(field_name, field))
