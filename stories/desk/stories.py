"""The list of all stories, by code: filters, a choice of columns, export. Never a headline or a name."""

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, DateColumn, Table, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button

from campaign_site.lists.parents import ParentOfTheLanguage
from stories.choices import AgeBand, Exploitation, Region, StoryState
from stories.consent.choices import Status
from stories.consent.models import Consent
from stories.desk.lists import AuditedColumns, CodeSearch
from stories.models import StoryPage
from stories.permissions import grants_on_stories, may_hide, may_write
from stories.waiting import being_written_by, in_review, reviews_stories, waiting_for, waiting_for_the_person

MY_REVIEW, THEIR_YES, MY_WRITING = "review", "person", "writing"


def may_list(user) -> bool:
    """Whether the list is for this user: whoever holds a right on stories, and who keeps the machine."""
    return user.is_superuser or bool(grants_on_stories(user))


class StoryFilterSet(WagtailFilterSet):
    """By what waits, by state, by what the public filters by, and by what is missing."""

    waits = django_filters.ChoiceFilter(
        label=_("Waits for"),
        choices=[(MY_REVIEW, _("My review")), (THEIR_YES, _("The person’s yes")), (MY_WRITING, _("My writing"))],
        method="filter_waits",
    )
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=StoryState)
    exploitation = django_filters.MultipleChoiceFilter(label=_("Form of exploitation"), choices=Exploitation)
    region = django_filters.MultipleChoiceFilter(label=_("Region"), choices=Region)
    age_band = django_filters.MultipleChoiceFilter(label=_("Age at the time"), choices=AgeBand)
    uncovered = django_filters.BooleanFilter(
        label=_("Without a consent for this website"), field_name="consent_until", lookup_expr="isnull"
    )
    first_published_at = django_filters.DateFromToRangeFilter(
        label=_("First public on"), widget=DateRangePickerWidget
    )

    class Meta:
        model = StoryPage
        fields = ["waits", "state", "exploitation", "region", "age_band", "uncovered", "first_published_at"]

    def filter_waits(self, stories, name, value):
        """Those that the reader may decide about or is writing, or that somebody has to read back."""
        if value == THEIR_YES:
            waiting = waiting_for_the_person()
        else:
            waiting = {MY_REVIEW: waiting_for, MY_WRITING: being_written_by}[value](self.request.user)
        return stories.filter(pk__in=waiting.values("pk"))


class CodeColumn(ButtonsColumnMixin, TitleColumn):
    """The code, as the way into the editor for whom it lets in; beneath it the way to hide what is public."""

    def get_link_url(self, instance, parent_context):
        """Return the address of the story's form, None where it would turn the reader away."""
        user = parent_context["request"].user
        reviews = instance.state == StoryState.REVIEW and reviews_stories(user)
        if may_write(user, instance) or reviews:
            return reverse("wagtailadmin_pages:edit", args=[instance.pk])
        return None

    def get_buttons(self, instance, parent_context):
        """Return "Hide at once" for a public story and a reader who may: the next screen asks."""
        if not (instance.live and may_hide(parent_context["request"].user)):
            return []
        address = reverse("wagtailadmin_pages:unpublish", args=[instance.pk])
        named = {"aria-label": _("Hide %(code)s at once") % {"code": instance.contributor}}
        return [Button(_("Hide at once"), address, classname="button button-small button-secondary", attrs=named)]


class StoryListView(CodeSearch, AuditedColumns, IndexView):
    """All stories that the reader holds a right on, in every language."""

    template_name = "wagtailadmin/generic/index.html"
    table_class = Table
    export_permission = "stories.export_story"
    shown_at_first = ("language", "state", "exploitation", "consent_until", "changed")

    def dispatch(self, request, *args, **kwargs):
        """Raise PermissionDenied for everybody else: an empty list would say that there are no stories."""
        if not may_list(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def annotate_queryset(self, pages):
        """Add `state` and `consent_until`, the last day of the consent in force for this website."""
        consents = Consent.objects.filter(
            contributor_id=OuterRef("contributor_id"), status=Status.ACTIVE
        ).for_site()
        state = Case(
            When(live=True, then=Value(StoryState.PUBLIC.value)),
            When(in_review(), then=Value(StoryState.REVIEW.value)),
            When(Q(first_published_at=None), then=Value(StoryState.DRAFT.value)),
            default=Value(StoryState.HIDDEN.value),
            output_field=CharField(),
        )
        until = Subquery(consents.order_by("-valid_until").values("valid_until")[:1])
        return (
            pages.annotate(state=state, consent_until=until)
            .select_related("contributor", "locale")
            .defer_streamfields()
        )

    def get_table_kwargs(self):
        """Leave out what only Wagtail's own table of pages takes."""
        return generic.IndexView.get_table_kwargs(self)


class StoriesMenuItem(MenuItem):
    """The way to the list."""

    def is_shown(self, request):
        """For those whose list it is."""
        return may_list(request.user)


class StoryListViewSet(PageListingViewSet):
    """The list's address, and its place in the menu."""

    model = StoryPage
    icon = "openquote"
    menu_label = _("Stories")
    menu_order = 150
    menu_item_class = StoriesMenuItem
    add_to_admin_menu = True
    index_view_class = StoryListView
    choose_parent_view_class = ParentOfTheLanguage
    filterset_class = StoryFilterSet
    export_filename = "stories"
    list_display = [
        CodeColumn("code", label=_("Code"), accessor="contributor.code", sort_key="contributor__code"),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda story: dict(settings.LANGUAGES)[story.locale.language_code],
            sort_key="locale__language_code",
        ),
        Column("state", label=_("State"), accessor=lambda story: StoryState(story.state).label, sort_key="state"),
        Column("exploitation", label=_("Form of exploitation"), accessor="get_exploitation_display",
               sort_key="exploitation"),
        Column("region", label=_("Region"), accessor="get_region_display", sort_key="region"),
        Column("age_band", label=_("Age at the time"), accessor="get_age_band_display", sort_key="age_band"),
        Column("year", label=_("Year"), sort_key="year"),
        Column("consent_until", label=_("Consent until"), sort_key="consent_until"),
        DateColumn("first_published_at", label=_("First public"), sort_key="first_published_at"),
        DateColumn("changed", label=_("Changed"), accessor="latest_revision_created_at",
                   sort_key="latest_revision_created_at"),
    ]  # fmt: skip
