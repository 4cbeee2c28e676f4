"""The chooser of stories, for pages that stand beside one: public stories, by what the public reads of them."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, LocaleFilterMixin
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from stories.models import StoryPage

NOT_PUBLIC = _("A story that is not public")


def shown_name(story: StoryPage) -> str:
    """Return the headline of a public story, and of any other nothing that could be told apart."""
    return story.public_title if story.is_for_public_display() else str(NOT_PUBLIC)


class StoryFilterForm(LocaleFilterMixin, BaseFilterForm):
    """By language, and by words of the headline; the site's own search would find a story by the person's code."""

    q = forms.CharField(
        label=_("Words of the headline"),
        widget=forms.TextInput(attrs={"placeholder": _("Words of the headline")}),
        required=False,
    )

    def filter(self, objects):
        """Return the stories whose headline holds every word."""
        self.search_query = self.cleaned_data["q"]
        self.is_searching = bool(self.search_query)
        for word in self.search_query.split():
            objects = objects.filter(headline__icontains=word)
        return super().filter(objects)


class PublicStoriesMixin:
    """How both views of the list show it."""

    filter_form_class = StoryFilterForm
    ordering = ("-first_published_at", "pk")

    @property
    def title_column(self):
        """Show the headline in place of the page's title, which is the person's code."""
        column = super().title_column
        column.accessor = "public_title"
        return column


class ChooseStoryView(PublicStoriesMixin, ChooseView):
    """The window with the list."""


class ChooseStoryResultsView(PublicStoriesMixin, ChooseResultsView):
    """The list alone, after a search."""


class ChosenStoryMixin:
    """The answer when a story was chosen."""

    def get_display_title(self, instance):
        """Name the story as the public knows it."""
        return shown_name(instance)


class ChosenStoryView(ChosenStoryMixin, ChosenView):
    """One chosen story."""

    def get_object(self, pk):
        """Find public stories only: the ids of others can be guessed."""
        return StoryPage.objects.for_public_display().get(pk=pk)


class ChosenStoriesView(ChosenStoryMixin, ChosenMultipleView):
    """Several chosen stories."""

    def get_objects(self, pks):
        """Find public stories only: the ids of others can be guessed."""
        return StoryPage.objects.for_public_display().filter(pk__in=pks)


class StoryChooser(BaseChooser):
    """The field of a form that holds a story."""

    # Whoever may edit stories finds them in the explorer.
    show_edit_link = False

    def get_display_title(self, instance):
        """Name the story as the public knows it."""
        return shown_name(instance)


class StoryChooserViewSet(ChooserViewSet):
    """Takes the place of Wagtail's page chooser wherever a page points at a story."""

    model = StoryPage
    icon = "doc-full"
    choose_one_text = _("Choose a story")
    choose_another_text = _("Choose another story")
    choose_view_class = ChooseStoryView
    choose_results_view_class = ChooseStoryResultsView
    chosen_view_class = ChosenStoryView
    chosen_multiple_view_class = ChosenStoriesView
    base_widget_class = StoryChooser

    def get_object_list(self):
        """Return what the public may see, whoever asks."""
        return StoryPage.objects.for_public_display()
