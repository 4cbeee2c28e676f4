"""Opening a file of evidence."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from stories.consent.access import Access, NotPermitted, Refused, holds, signed_in_at
from stories.consent.desk.forms import ReasonForm
from stories.consent.envelope import Unreadable
from stories.consent.evidence import stream
from stories.consent.keyring import KeyDestroyed
from stories.consent.models import Evidence


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_evidence(request, pk: int):
    """Ask for a reason (GET), then send the file as bytes to keep, never to show (POST)."""
    if not holds(request.user, "consent.read_evidence"):
        raise NotPermitted
    evidence = get_object_or_404(Evidence.objects.select_related("consent__contributor"), pk=pk)
    if not evidence.file:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        access = Access(request.user, signed_in_at(request), form.cleaned_data["reason"])
        try:
            return _download(evidence, access)
        except Refused as refused:
            form.add_error(None, str(refused))
        except KeyDestroyed:
            form.add_error(None, _("The person's key was destroyed. Nobody can open this file any more."))
        except Unreadable:
            form.add_error(None, _("This file was altered or is damaged. Tell whoever keeps the server."))
    return render(request, "consent/admin/desk/open_evidence.html", {"evidence": evidence, "form": form})


def _download(evidence: Evidence, access: Access) -> StreamingHttpResponse:
    response = StreamingHttpResponse(stream(evidence, access), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="evidence-{evidence.pk}.bin"'
    response["Content-Length"] = str(evidence.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response
