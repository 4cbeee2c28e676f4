"""Wagtail's choosers without the inline script that starts each of them, and asked for what no row can be."""

import json

from django.http import Http404
from django.utils.html import escapejs, format_html
from wagtail.admin.views import chooser
from wagtail.admin.views.chooser import BrowseView
from wagtail.admin.views.generic.chooser import ChosenMultipleViewMixin, ChosenViewMixin
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

from campaign_site.delivery.admin.row_keys import keys

TARGETS = "target_pages[]"
_get_one = ChosenViewMixin.get
_browse = BrowseView.get
_shared_context = chooser.shared_context


def answer_whatever_is_asked() -> None:
    """Let choosers say that there is nothing, where Wagtail breaks at an id that is no number."""
    ChosenViewMixin.get = get_one
    ChosenMultipleViewMixin.get = get_many
    BrowseView.get = browse
    chooser.shared_context = shared_context


def get_one(self, request, pk):
    """Answer with what was chosen. Raises Http404."""
    if not keys([str(pk)]):
        raise Http404
    return _get_one(self, request, pk)


def get_many(self, request):
    """Answer with those that there are."""
    return self.get_multiple_chosen_response(self.get_objects(keys(request.GET.getlist("id"))))


def browse(self, request, parent_page_id=None):
    """Show the pages below one; those that something is to be moved from are named by number."""
    request.GET = request.GET.copy()
    request.GET.setlist(TARGETS, [str(key) for key in keys(request.GET.getlist(TARGETS))])
    return _browse(self, request, parent_page_id)


def shared_context(request, extra_context=None):
    """Return what the dialogues for links share; the page they lead back to is a number, or the first one."""
    context = _shared_context(request, extra_context)
    if not keys([str(context.get("parent_page_id"))]):
        context["parent_page_id"] = None
    return context


def start_without_script() -> None:
    """Let every chooser write an element that static/js/admin.js starts, in the place of Wagtail's script."""
    BaseChooser.render = render
    # The one of them that is not started by its constructor: the script knows it by this name.
    AdminTaskChooser.js_constructor = "TaskChooser"


def render(self, name, value, attrs=None, renderer=None):
    """Return the chooser and what starts it. As in Wagtail it needs an id, by which the script finds it."""
    value_data = self.get_value_data(value)
    return format_html(
        '{}<widget-start hidden kind="{}" for="{}" options="{}"></widget-start>',
        self.render_html(name, value_data, attrs),
        self.js_constructor,
        attrs["id"],
        escapejs(json.dumps(self.get_js_init_options(attrs["id"], name, value_data))),
    )
