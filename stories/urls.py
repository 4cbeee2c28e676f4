"""Addresses of Wagtail's admin that ours stand before, because the views there ask for nobody's rights."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access

from stories.admin_lists import ChosenPagesView, PageTypesView

REPORT = "admin/reports/page-types-usage/"


def _in_the_admin(view):
    return never_cache(require_admin_access(view))


urlpatterns = [
    path("admin/choose-page/chosen-multiple/", _in_the_admin(ChosenPagesView.as_view())),
    path(REPORT, _in_the_admin(PageTypesView.as_view())),
    path(f"{REPORT}results/", _in_the_admin(PageTypesView.as_view(results_only=True))),
]
