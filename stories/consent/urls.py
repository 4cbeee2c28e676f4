"""Addresses of evidence, below /admin/."""

from django.urls import path

from stories.consent.views import open_evidence

urlpatterns = [path("evidence/<int:pk>/open/", open_evidence, name="open_evidence")]
