"""Views and listings of Wagtail's admin that would tell a person's code to everybody in it, kept from doing so."""

from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.ui.tables.pages import BulkActionsColumn
from wagtail.admin.views.chooser import ChosenMultipleView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from campaign_site.delivery.admin.row_keys import keys
from stories.models import StoryPage
from stories.visibility import may_see, without_hidden_stories


class ChosenPagesView(ChosenMultipleView):
    """Wagtail answers with the titles of whatever ids it is asked for, and looks for the parent of each."""

    def get(self, request):
        """Answer as if hidden stories, and the root of the tree, were not there."""
        asked = Page.objects.filter(pk__in=keys(request.GET.getlist("id")), depth__gt=1)
        request.GET = request.GET.copy()
        shown = without_hidden_stories(asked, request.user).values_list("pk", flat=True)
        request.GET.setlist("id", [str(pk) for pk in shown])
        return super().get(request)


class PageTypesView(PageTypesUsageReportView):
    """The report on types of page names the page that was changed last, whichever it is."""

    def decorate_paginated_queryset(self, page_types):
        """Leave out the name of a story that the reader holds no right on."""
        for page_type in super().decorate_paginated_queryset(page_types):
            if page_type.last_edited_page and not may_see(self.request.user, page_type.last_edited_page):
                page_type.last_edited_page = None
        return page_types


class PagesInterface(PagesAdminAPIViewSet):
    """The interface behind the explorer's menu makes a policy of its own; this one asks ours.

    No action of Wagtail's: they ask whether a page may be edited, and nothing of reviews, locks and languages.
    """

    actions = {}

    def get_base_queryset(self):
        """Return the pages that the user may see."""
        return page_permission_policy.explorable_instances(self.request.user)


class StoryExplorerView(ExplorableIndexView):
    """The stories of one list, without boxes to tick: nothing of what they offer is done to stories."""

    template_name = "stories/admin/explorer.html"
    base_columns = [
        column for column in ExplorableIndexView.base_columns if not isinstance(column, BulkActionsColumn)
    ]


class StoryExplorerViewSet(PageViewSet):
    """What the explorer shows below a list of stories."""

    model = StoryPage
    index_view_class = StoryExplorerView
