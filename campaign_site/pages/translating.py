"""Starts the translation of one page. Wagtail asks for a right to change the source, which translators lack."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


class StartTranslationView(SubmitPageTranslationView):
    """For whoever holds the permission for translations and sees the page in the explorer; one page at a time."""

    def get_object(self):
        """Return the page. Raises PermissionDenied when the explorer would not show it."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"], depth__gt=1)
        if not page_permission_policy.explorable_instances(self.request.user).filter(pk=page.pk).exists():
            raise PermissionDenied
        return page.specific

    def get_form(self):
        """Take away "with all below": each copy of a person's words is one more to take down."""
        form = super().get_form()
        form.fields["include_subtree"].disabled = True
        form.fields["include_subtree"].widget = form.fields["include_subtree"].hidden_widget()
        return form


def register_before_wagtail():
    """Hook `register_admin_urls`: the same address as Wagtail's own, and before it."""
    return [
        path(
            "translation/submit/page/<int:page_id>/", StartTranslationView.as_view(), name="start_page_translation"
        )
    ]
