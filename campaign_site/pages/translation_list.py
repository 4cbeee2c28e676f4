"""The list "Translations": which page is how far in which language."""

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from campaign_site.pages.dashboard import Waiting, counts
from campaign_site.pages.translation_state import TranslationState, sources, translations

LANGUAGES = dict(settings.LANGUAGES)


def translates(user) -> bool:
    """Whether one of the user's roles translates."""
    return user.has_perm("simple_translation.submit_translation")


def sources_for(user):
    """Return the sources that the user sees in the explorer."""
    return sources(page_permission_policy.explorable_instances(user))


def in_state(pages, state: str, languages):
    """Return those of the sources with a translation in this state, in one of these languages."""
    versions = Page.objects.filter(translation_key=OuterRef("translation_key"))
    if state == TranslationState.MISSING:
        lacking = Q()
        for language in languages:
            lacking |= ~Exists(versions.filter(locale__language_code=language))
        return pages.filter(lacking)
    versions = versions.filter(locale__language_code__in=languages).exclude(pk=OuterRef("pk"))
    return pages.filter(Exists(translations(versions).filter(state=state)))


def states_of(pages) -> dict:
    """Return {(translation key, language): page with its `state`} for the translations of these sources."""
    versions = Page.objects.filter(translation_key__in=[page.translation_key for page in pages])
    versions = versions.exclude(pk__in=[page.pk for page in pages]).select_related("locale")
    return {(page.translation_key, page.locale.language_code): page for page in translations(versions)}


def numbers(user):
    """Yield for the dashboard what was overtaken by its source, what is missing and what is not begun."""
    if translates(user):
        labels = {
            TranslationState.OUT_OF_DATE: _("Translations out of date"),
            TranslationState.MISSING: _("Pages that lack a language"),
            TranslationState.NOT_BEGUN: _("Translations not begun"),
        }
        pages = sources_for(user)
        found = counts(*(in_state(pages, state, LANGUAGES) for state in labels))
        for (state, label), count in zip(labels.items(), found, strict=True):
            yield Waiting(label, count, f"{reverse('translations:index')}?state={state.value}")


class TranslationFilterSet(WagtailFilterSet):
    """By language and state; a language alone shows its own column only."""

    language = django_filters.ChoiceFilter(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, method="leave"
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=TranslationState, method="filter_state"
    )

    class Meta:
        model = Page
        fields = ["language", "state"]

    def leave(self, pages, name, value):
        """Leave the pages as they are: what is missing in the language belongs to it too."""
        return pages

    def filter_state(self, pages, name, value):
        """Those in this state, in the chosen language or in any."""
        chosen = self.form.cleaned_data.get("language")
        return in_state(pages, value, [chosen] if chosen else LANGUAGES)


class StateColumn(Column):
    """Where a page stands in one language, with the way to its words beside the source's."""

    cell_template_name = "pages/admin/translation_cell.html"

    def __init__(self, language: str):
        super().__init__(language, label=LANGUAGES[language])
        self.language = language

    def get_cell_context_data(self, instance, parent_context):
        """Add `state` (None for the source's own language), `is_source` and `address`."""
        context = super().get_cell_context_data(instance, parent_context)
        version = instance.versions.get(self.language)
        return {
            **context,
            "is_source": instance.locale.language_code == self.language,
            "state": TranslationState(version.state if version else TranslationState.MISSING),
            "address": reverse("translation", args=[instance.pk, self.language]),
        }


class TranslationListView(generic.IndexView):
    """All sources that the reader sees in the explorer, with the state of each language."""

    model = Page
    page_title = gettext_lazy("Translations")
    header_icon = "wagtail-localize-language"
    template_name = "wagtailadmin/generic/index.html"
    table_class = Table
    filterset_class = TranslationFilterSet
    index_url_name = "translations:index"
    index_results_url_name = "translations:index_results"
    paginate_by = 50
    default_ordering = "-text_state__changed_at"
    search_fields = ["title"]
    search_backend_name = None
    is_searchable = True

    def dispatch(self, request, *args, **kwargs):
        """Raise PermissionDenied for those who do not translate."""
        if not translates(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        """Return the sources, with what a row shows."""
        return sources_for(self.request.user).select_related("locale", "content_type")

    @property
    def columns(self):
        """The page, its kind, and a column for each language or the chosen one."""
        chosen = self.request.GET.get("language")
        return [
            TitleColumn("title", label=_("Title"), accessor="get_admin_display_title", get_url=_first_address),
            Column("kind", label=_("Kind"), accessor=lambda page: page.cached_content_type.name),
            *(StateColumn(language) for language in LANGUAGES if chosen in (language, "", None)),
        ]

    def get_table(self, object_list):
        """Look up the states of all rows at once."""
        found = states_of(object_list)
        for page in object_list:
            page.versions = {
                language: version for (key, language), version in found.items() if key == page.translation_key
            }
        return super().get_table(object_list)


def _first_address(page) -> str:
    own = page.locale.language_code
    return reverse("translation", args=[page.pk, next(language for language in LANGUAGES if language != own)])


class TranslationsMenuItem(MenuItem):
    """The way to the list."""

    def is_shown(self, request):
        """For those who translate."""
        return translates(request.user)


class TranslationViewSet(ViewSet):
    """The list's address, and its place in the menu."""

    icon = "globe"
    menu_label = gettext_lazy("Translations")
    menu_order = 160
    menu_item_class = TranslationsMenuItem
    add_to_admin_menu = True
    index_view_class = TranslationListView

    def get_urlpatterns(self):
        """Return the list, and its results alone."""
        view = TranslationListView
        return [
            path("", view.as_view(), name="index"),
            path("results/", view.as_view(results_only=True), name="index_results"),
        ]
