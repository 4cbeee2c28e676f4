"""Wishes to be called: their list, each opened with a reason like a vault, and settled."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import DateColumn, TitleColumn

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from campaign_site.lists.read_only import ReadOnlyViewSet
from stories.consent import calls
from stories.consent.models import CallRequest
from stories.desk.filters import CallFilterSet
from stories.desk.lists import PeopleListView
from stories.desk.reasons import ReasonForm
from stories.desk.screens import show


class CallListView(PeopleListView):
    """The list: whose wish, and since when. What they wrote is opened one by one."""

    export_permission = "consent.export_consent"


def _address(wish: CallRequest) -> str:
    return reverse("read_call", args=[wish.pk])


class CallViewSet(ReadOnlyViewSet):
    """Wishes to be called, the oldest open one first."""

    model = CallRequest
    icon = "mobile-alt"
    menu_label = gettext_lazy("Calls")
    index_view_class = CallListView
    inspect_view_enabled = False
    filterset_class = CallFilterSet
    ordering = ["-handled_at", "asked_at"]
    export_filename = "calls"
    search_fields = ["contributor__code"]
    list_display = [
        TitleColumn("code", label=gettext_lazy("Code"), accessor="contributor.code", get_url=_address),
        DateColumn("asked_at", label=gettext_lazy("Asked"), sort_key="asked_at"),
        DateColumn("handled_at", label=gettext_lazy("Called"), sort_key="handled_at"),
    ]


@permission_required("consent.view_callrequest", raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read_call(request, pk: int):
    """Ask for a reason (GET), then show when and how the person wishes to be called (POST)."""
    wish = get_object_or_404(CallRequest.objects.select_related("contributor"), pk=pk)
    asked = ReasonForm(request.POST or None)
    title = _("Wish to be called")
    if asked.opens(request, partial(calls.read, wish)):
        return show(request, "call", title, wish.contributor, wish=wish, text=asked.plain)
    return show(request, "reason", title, wish.contributor, form=asked)


@permission_required("consent.change_callrequest", raise_exception=True)
@require_POST
def settle_call(request, pk: int):
    """Note that the person was called."""
    wish = get_object_or_404(CallRequest, pk=pk)
    calls.settle(wish, request.user)
    messages.success(request, _("Noted: the person was called."))
    return redirect("contributor:inspect", wish.contributor_id)
