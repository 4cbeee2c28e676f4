"""A person's wish to be called: opened with a reason like a vault, and settled."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from stories.consent import calls
from stories.consent.models import CallRequest
from stories.desk.reasons import ReasonForm
from stories.desk.screens import show


@permission_required("consent.view_callrequest", raise_exception=True)
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
