"""Files that prove a consent: sealed as they come in, given out as bytes to keep and never to show."""

from functools import partial

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from stories.consent.choices import ContributorStatus, EvidenceKind
from stories.consent.evidence import store_file, stream
from stories.consent.models import Consent, Evidence
from stories.consent.uploads import sealed_uploads
from stories.desk.consent_form import within_limit
from stories.desk.reasons import ReasonForm
from stories.desk.screens import show


class EvidenceForm(forms.Form):
    """A file that proves a consent: sealed at once with the person's key."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=EvidenceKind)
    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=False)

    def clean_file(self):
        """Refuse, before a byte is read, what is larger than may be stored."""
        return within_limit(self.cleaned_data["file"])


@sealed_uploads
@permission_required("consent.add_evidence", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add_evidence(request, pk: int):
    """Store one more file that proves a consent."""
    consent = get_object_or_404(Consent, pk=pk, contributor__status=ContributorStatus.ACTIVE)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        store_file(consent, EvidenceKind(form.cleaned_data["kind"]), form.cleaned_data["file"], request.user)
        messages.success(request, _("The file is sealed. It can only be opened again with a reason."))
        return redirect("consent:inspect", consent.pk)
    return show(request, "add_evidence", _("Add evidence"), consent, form=form)


@permission_required("consent.read_evidence", raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_evidence(request, pk: int):
    """Ask for a reason (GET), then send the file (POST)."""
    evidence = get_object_or_404(Evidence.objects.select_related("consent__contributor"), pk=pk)
    if not evidence.file:
        raise Http404
    form = ReasonForm(request.POST or None)
    if form.opens(request, partial(stream, evidence)):
        return _download(evidence, form.plain)
    return show(request, "open_evidence", _("Open evidence"), evidence.consent, form=form, evidence=evidence)


def _download(evidence: Evidence, plain) -> StreamingHttpResponse:
    response = StreamingHttpResponse(plain, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="evidence-{evidence.pk}.bin"'
    response["Content-Length"] = str(evidence.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response
