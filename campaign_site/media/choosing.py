"""The dialogue in which an editor chooses a recording or a video, or adds one: one for both."""

from collections.abc import Sequence

from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from campaign_site.media.permissions import ChoosingNeedsPermission


class _KnownByTitle:
    """Editors know a file by its title, logs by its number only."""

    def get_display_title(self, instance) -> str:
        """Return the title."""
        return instance.title


class TitleChooser(_KnownByTitle, BaseChooser):
    """The widget."""


class _Shows(ChoosingNeedsPermission):
    """A list to choose from, with what tells files apart."""

    further_columns: Sequence[Column] = ()

    @property
    def title_column(self) -> TitleColumn:
        """The title in place of the number."""
        column = super().title_column
        column.accessor = "title"
        return column

    @property
    def columns(self) -> list[Column]:
        """Add the further ones."""
        return [*super().columns, *self.further_columns]


class _Answers(ChoosingNeedsPermission, _KnownByTitle):
    """What is sent back to the editor once something is chosen."""


class ChooseView(_Shows, chooser.ChooseView):
    """The whole dialogue."""


class ChooseResultsView(_Shows, chooser.ChooseResultsView):
    """Its list alone."""


class ChosenView(_Answers, chooser.ChosenView):
    """One was chosen."""


class ChosenMultipleView(_Answers, chooser.ChosenMultipleView):
    """Several were chosen."""


class ChooserCreateView(_Answers, chooser.CreateView):
    """One was added in the dialogue."""

    def save_form(self, form):
        """Note who added it."""
        form.instance.uploaded_by = self.request.user
        return super().save_form(form)


class MediaChooserViewSet(ChooserViewSet):
    """The dialogue for a model with `title`, `uploaded_by` and a permission `choose_…`."""

    icon = "media"
    # Behind the title, in the list to choose from.
    further_columns: Sequence[Column] = ()
    base_widget_class = TitleChooser
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    create_view_class = ChooserCreateView

    def get_common_view_kwargs(self, **kwargs):
        """Tell the views the columns."""
        return super().get_common_view_kwargs(**{"further_columns": self.further_columns, **kwargs})
