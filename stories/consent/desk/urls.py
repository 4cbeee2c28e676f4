"""The officers' desk, below /admin/."""

from django.urls import path

from stories.consent.desk import views

urlpatterns = [
    path("people/<int:pk>/vault/<slug:part>/", views.open_vault, name="open_vault"),
    path("people/<int:pk>/vault/<slug:part>/write/", views.write_vault, name="write_vault"),
    path("people/<int:pk>/code/", views.issue_code, name="issue_code"),
    path("people/<int:pk>/code/revoke/", views.revoke_code, name="revoke_code"),
    path("consents/<int:pk>/receipt/", views.receipt_page, name="consent_receipt"),
    path("consents/<int:pk>/receipt.json", views.receipt_json, name="consent_receipt_json"),
    path("consents/<int:pk>/assistance/", views.allow_during_assistance, name="allow_during_assistance"),
    path("consents/<int:pk>/evidence/", views.add_evidence, name="add_evidence"),
    path("calls/<int:pk>/read/", views.read_call, name="read_call"),
    path("calls/<int:pk>/settle/", views.settle_call, name="settle_call"),
]
