"""What officers do with a take-down: read and print the report, look again, write letters, close it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from stories import closing
from stories.consent.models import OutsideCopy, Takedown
from stories.desk import pdf
from stories.desk.letters import letter
from stories.desk.permissions import CHANGE, VIEW, permitted
from stories.desk.viewsets import report_context


@never_cache
@require_safe
def print_report(request, pk: int):
    """The report as a page to print."""
    permitted(request.user, VIEW)
    return HttpResponse(_printed(get_object_or_404(Takedown, pk=pk), is_pdf=False))


@never_cache
@require_safe
def report_pdf(request, pk: int):
    """The same as a PDF, where it can be made."""
    permitted(request.user, VIEW)
    takedown = get_object_or_404(Takedown, pk=pk)
    if pdf.weasyprint() is None:
        raise Http404
    name = f"take-down-{takedown.reference}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        pdf.render(_printed(takedown, is_pdf=True)), content_type="application/pdf", headers=headers
    )


@require_POST
def check_again(request, pk: int):
    """Look everywhere once more."""
    permitted(request.user, VIEW)
    takedown = get_object_or_404(Takedown, pk=pk, closed_at=None)
    closing.check_again(takedown)
    messages.success(request, _("We are looking everywhere again. Open this page again in a moment."))
    return redirect("takedown:inspect", takedown.pk)


@require_POST
def close(request, pk: int):
    """Close it, and forget what it looked for."""
    permitted(request.user, CHANGE)
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


@never_cache
@require_safe
def show_letter(request, pk: int):
    """The letter to the holder of a copy, ready to send."""
    permitted(request.user, VIEW)
    copy = get_object_or_404(OutsideCopy, pk=pk)
    is_rtl = get_language_info(copy.language)["bidi"]
    context = {"copy": copy, "letter": letter(copy), "is_rtl": is_rtl}
    return render(request, "stories/admin/letter.html", context)


@require_POST
def note_asked(request, pk: int):
    """The letter was sent."""
    permitted(request.user, CHANGE)
    copy = get_object_or_404(OutsideCopy, pk=pk)
    closing.note_asked(copy, actor=request.user)
    messages.success(request, _("Noted: they were asked."))
    return _back_to(copy)


@require_POST
def note_answered(request, pk: int):
    """The holder answered."""
    permitted(request.user, CHANGE)
    copy = get_object_or_404(OutsideCopy, pk=pk)
    closing.note_answered(copy, is_removed=request.POST.get("removed") == "yes", actor=request.user)
    messages.success(request, _("Noted: they answered."))
    return _back_to(copy)


def _back_to(copy: OutsideCopy):
    if copy.takedown_id:
        return redirect("takedown:inspect", copy.takedown_id)
    return redirect("outside_copy:inspect", copy.pk)


def _printed(takedown: Takedown, *, is_pdf: bool) -> str:
    language = get_language()
    context = {"language": language, "is_rtl": get_language_info(language)["bidi"], "is_pdf": is_pdf}
    return render_to_string("stories/admin/takedown_print.html", {**report_context(takedown), **context})
