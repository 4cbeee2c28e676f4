"""The desk's addresses, below /admin/. The lists have theirs from `viewsets.py`."""

from django.contrib.auth.decorators import permission_required
from django.urls import path

from stories.clearance import MAY as MAY_CLEAR
from stories.desk import (
    assistance,
    calls,
    copies,
    evidence,
    findings,
    pictures,
    private_code,
    read_back,
    receipt,
    takedowns,
    vault,
    withdrawal,
    words,
)
from stories.identity import views as identity

_list_pictures = permission_required(MAY_CLEAR, raise_exception=True)

urlpatterns = [
    path("pictures/", _list_pictures(pictures.PictureListView.as_view()), name="story_pictures"),
    path(
        "pictures/results/",
        _list_pictures(pictures.PictureListView.as_view(results_only=True)),
        name="story_pictures_results",
    ),
    path("pictures/<int:pk>/", pictures.judge_picture, name="judge_picture"),
    path("people/<int:pk>/vault/<slug:part>/", vault.open_vault, name="open_vault"),
    path("people/<int:pk>/vault/<slug:part>/write/", vault.write_vault, name="write_vault"),
    path("people/<int:pk>/code/", private_code.issue_code, name="issue_code"),
    path("people/<int:pk>/code/revoke/", private_code.revoke_code, name="revoke_code"),
    path("people/<int:pk>/words/", words.list_words, name="person_words"),
    path("people/<int:pk>/words/<slug:language>/<slug:element>/", words.change_words, name="change_words"),
    path("consents/<int:pk>/receipt/", receipt.receipt_page, name="consent_receipt"),
    path("consents/<int:pk>/receipt.json", receipt.receipt_json, name="consent_receipt_json"),
    path("consents/<int:pk>/assistance/", assistance.allow_during_assistance, name="allow_during_assistance"),
    path("consents/<int:pk>/evidence/", evidence.add_evidence, name="add_evidence"),
    path("consents/<int:pk>/withdraw/", withdrawal.withdraw_consent, name="withdraw_consent"),
    path("evidence/<int:pk>/open/", evidence.open_evidence, name="open_evidence"),
    path("calls/<int:pk>/read/", calls.read_call, name="read_call"),
    path("calls/<int:pk>/settle/", calls.settle_call, name="settle_call"),
    path("stories/<int:pk>/read-back/", read_back.read_back, name="read_back"),
    path("stories/<int:pk>/check/", identity.check_draft, name="check_story"),
    path("stories/below/<int:pk>/check/", identity.check_new, name="check_new_story"),
    path("findings/<int:pk>/resolve/", findings.resolve_finding, name="resolve_finding"),
    path("takedowns/<int:pk>/print/", takedowns.print_report, name="takedown_print"),
    path("takedowns/<int:pk>/report.pdf", takedowns.report_pdf, name="takedown_pdf"),
    path("takedowns/<int:pk>/check/", takedowns.check_again, name="takedown_check"),
    path("takedowns/<int:pk>/close/", takedowns.close, name="takedown_close"),
    path("copies/<int:pk>/letter/", copies.show_letter, name="copy_letter"),
    path("copies/<int:pk>/asked/", copies.note_asked, name="copy_asked"),
    path("copies/<int:pk>/answered/", copies.note_answered, name="copy_answered"),
]
