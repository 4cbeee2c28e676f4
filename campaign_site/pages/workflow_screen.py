"""The screen of a workflow lists the pages it belongs to; Wagtail breaks there at a page number that is none."""

from django.core.paginator import Paginator
from wagtail.admin.views.workflows import Edit
from wagtail.models import Page


def answer_any_number() -> None:
    """Let the screen show the first or last page of its list where there is no such page."""
    Edit.get_paginated_pages = pages_of_workflow


def pages_of_workflow(self):
    """Return the part of the list that was asked for, as Wagtail's own method does."""
    pages = Page.objects.filter(workflowpage__workflow=self.get_object()).order_by("path")
    pages.paginator = Paginator(pages, self.MAX_PAGES)
    return pages.paginator.get_page(self.request.GET.get("p"))
