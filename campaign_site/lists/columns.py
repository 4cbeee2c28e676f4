"""Lists whose readers choose the columns: in the address, so that it works without script and can be sent on."""

from collections.abc import Callable

from django import forms
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.ui.tables import TitleColumn

from campaign_site.lists.spreadsheets import FormulaSafeExport

CHOSEN = "columns"
# What stands in an address and belongs to one answer only.
OF_ONE_ANSWER = frozenset({CHOSEN, "p", "export", "_w_filter_fragment"})


class SearchInput(forms.TextInput):
    """The field to search in. It carries the chosen columns along, wherever Wagtail's script sends its form."""

    template_name = "lists/admin/search_input.html"

    def __init__(self, chosen: list[str], attrs=None):
        super().__init__(attrs)
        self.chosen = chosen

    def get_context(self, name, value, attrs):
        """Add `chosen`, the names of columns."""
        return {**super().get_context(name, value, attrs), "chosen": self.chosen}


class ChosenColumns(FormulaSafeExport):
    """Mixed in before Wagtail's list view: the first column always, of the others what the reader ticked.

    `shown_at_first` names what is shown before anybody chose; empty means all. An export writes what was chosen,
    else everything; `in_spreadsheet` gives the value of a column there where a cell shows words for people.
    """

    results_template_name = "lists/admin/results.html"
    shown_at_first: tuple[str, ...] = ()
    in_spreadsheet: dict[str, Callable] = {}

    def setup(self, request, *args, **kwargs):
        """Read the choice from the address."""
        super().setup(request, *args, **kwargs)
        self.chosen = request.GET.getlist(CHOSEN)
        self.every_column: list = []

    def offered_columns(self) -> list:
        """Return every column that there is, in their order; those up to the title's are always shown."""
        return super().columns

    @cached_property
    def columns(self) -> list:
        """The columns of the table."""
        self.every_column = self.offered_columns()
        names = {column.name for column in self.choosable}
        wanted = names.intersection(self.chosen) or names.intersection(self.shown_at_first) or names
        return [column for column in self.every_column if column.name in wanted or column not in self.choosable]

    @cached_property
    def choosable(self) -> list:
        """The columns behind the one with the title."""
        title = next((n for n, column in enumerate(self.every_column) if isinstance(column, TitleColumn)), 0)
        return self.every_column[title + 1 :]

    @property
    def list_export(self) -> list[str]:
        """The names of what an export writes: a box to tick and a preview have no value."""
        shown = self.columns
        has_chosen = any(column.name in self.chosen for column in self.every_column)
        columns = shown if has_chosen else self.every_column
        return [column.name for column in columns if hasattr(column, "get_value")]

    @list_export.setter
    def list_export(self, names) -> None:
        """Take no other names: Wagtail's viewsets give each view what they have, or do not have."""

    def get_heading(self, queryset, field):
        """Return what stands above the column in the table too."""
        return capfirst(str(self._column(field).label))

    def to_row_dict(self, item):
        """Return the values of one row by the names of their columns."""
        return {name: self._value(name, item) for name in self.list_export}

    def _value(self, name, item):
        own = self.in_spreadsheet.get(name)
        return own(item) if own else self._column(name).get_value(item)

    def _column(self, name):
        return next(column for column in self.every_column if column.name == name)

    def get_search_form(self):
        """Let the choice outlive a search."""
        form = super().get_search_form()
        if form:
            field = form.fields[self.search_kwarg]
            field.widget = SearchInput(self.chosen, field.widget.attrs)
        return form

    def get_context_data(self, *args, **kwargs):
        """Add `column_choice`: `options` (name, label, whether shown) and `kept`, the rest of the address."""
        context = super().get_context_data(*args, **kwargs)
        shown = {column.name for column in self.columns}
        context["column_choice"] = {
            "address": self.index_url,
            "options": [(column.name, column.label, column.name in shown) for column in self.choosable],
            "kept": [
                (name, value)
                for name, values in self.request.GET.lists()
                if name not in OF_ONE_ANSWER
                for value in values
            ],
        }
        return context
