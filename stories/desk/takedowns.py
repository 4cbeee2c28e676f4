"""Take-downs: their list, the report to read and print, looking again, closing."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn

from campaign_site.delivery import printing
from campaign_site.lists.codes import compact
from campaign_site.lists.read_only import ReadOnlyViewSet
from stories import closing
from stories.consent.models import Takedown
from stories.desk import report
from stories.desk.filters import TakedownFilterSet
from stories.desk.lists import PeopleListView
from stories.desk.screens import RecordView
from stories.verification import is_overtaken

STYLE = settings.BASE_DIR / "static" / "css" / "report.css"


class TakedownInspectView(RecordView):
    """The report: what was there, what is left, how long everything took."""

    template_name = "stories/desk/takedown.html"

    def get_context_data(self, **kwargs):
        """Add the report's parts."""
        return {**super().get_context_data(**kwargs), **report_context(self.object)}


class TakedownListView(PeopleListView):
    """The list, found by the reference that a person quotes or by their code."""

    export_permission = "consent.export_consent"

    def search_queryset(self, queryset):
        """Return whom a reference or a code fits."""
        digits = compact(self.search_query)
        return queryset.filter(reference=digits) if digits.isdecimal() else super().search_queryset(queryset)


class TakedownViewSet(ReadOnlyViewSet):
    """Take-downs, newest first; they come from the person, an officer or the ledger, never from a form here."""

    model = Takedown
    icon = "view"
    menu_label = gettext_lazy("Take-downs")
    inspect_view_class = TakedownInspectView
    index_view_class = TakedownListView
    export_filename = "take-downs"
    filterset_class = TakedownFilterSet
    search_fields = ["reference"]
    list_display = [
        "reference",
        Column("code", label=gettext_lazy("Code"), accessor="contributor.code", sort_key="contributor__code"),
        Column("mode", label=gettext_lazy("What was asked"), accessor="get_mode_display", sort_key="mode"),
        Column("asked_by", label=gettext_lazy("Who asked"), accessor="get_asked_by_display", sort_key="asked_by"),
        DateColumn("asked_at", label=gettext_lazy("Asked"), sort_key="asked_at"),
        DateColumn("hidden_at", label=gettext_lazy("Hidden"), sort_key="hidden_at"),
        DateColumn("verified_at", label=gettext_lazy("Verified"), sort_key="verified_at"),
        DateColumn("closed_at", label=gettext_lazy("Closed"), sort_key="closed_at"),
    ]


@permission_required("consent.view_takedown", raise_exception=True)
@never_cache
@require_safe
def print_report(request, pk: int):
    """The report as a page to print."""
    return HttpResponse(_printed(get_object_or_404(Takedown, pk=pk), is_pdf=False))


@permission_required("consent.view_takedown", raise_exception=True)
@never_cache
@require_safe
def report_pdf(request, pk: int):
    """The same as a PDF, where it can be made."""
    takedown = get_object_or_404(Takedown, pk=pk)
    if printing.weasyprint() is None:
        raise Http404
    name = f"take-down-{takedown.reference}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        printing.render(_printed(takedown, is_pdf=True), STYLE), content_type="application/pdf", headers=headers
    )


@permission_required("consent.view_takedown", raise_exception=True)
@require_POST
def check_again(request, pk: int):
    """Look everywhere once more."""
    takedown = get_object_or_404(Takedown, pk=pk, closed_at=None)
    closing.check_again(takedown)
    messages.success(request, _("We are looking everywhere again. Open this page again in a moment."))
    return redirect("takedown:inspect", takedown.pk)


@permission_required("consent.change_takedown", raise_exception=True)
@require_POST
def close(request, pk: int):
    """Close it, and forget what it looked for."""
    takedown = get_object_or_404(Takedown, pk=pk)
    try:
        closing.close(takedown, actor=request.user, give_up=request.POST.get("give_up") == "yes")
    except closing.StillOpen:
        messages.warning(
            request, _("This take-down stays open: see below what is left and who was not asked yet.")
        )
    else:
        messages.success(request, _("The take-down is closed, and what it looked for is forgotten."))
    return redirect("takedown:inspect", takedown.pk)


def report_context(takedown: Takedown) -> dict:
    """Return what the report's templates show."""
    return {
        "takedown": takedown,
        "lines": report.lines(takedown),
        "rounds": report.rounds(takedown),
        "hidden_after": report.seconds(takedown.asked_at, takedown.hidden_at),
        "verified_after": report.seconds(takedown.asked_at, takedown.verified_at),
        "plain_line": report.plain_line(takedown),
        "plain_language": takedown.contributor.language,
        "copies": takedown.outside_copies.order_by("pk"),
        "is_overtaken": is_overtaken(takedown),
        "has_pdf": printing.weasyprint() is not None,
    }


def _printed(takedown: Takedown, *, is_pdf: bool) -> str:
    language = get_language()
    context = {"language": language, "is_rtl": get_language_info(language)["bidi"], "is_pdf": is_pdf}
    return render_to_string("stories/desk/takedown_print.html", {**report_context(takedown), **context})
